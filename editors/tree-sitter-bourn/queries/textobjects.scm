; What can be selected as a whole, for Neovim and Helix.

(flow body: (block) @class.inside) @class.around
(test body: (block) @test.inside) @test.around
(custom_element body: (block) @function.inside) @function.around
(arm (block) @function.inside) @function.around
(share (block) @function.inside) @function.around
(parameter) @parameter.inside
(argument) @parameter.inside
(comment) @comment.inside
(documentation) @comment.around
