; How far lines stand to the right, for Neovim.

[
  (block)
  (arms)
  (shares)
  (message)
  (assignments)
  (opt_outs)
  (object)
  (object_type)
  (json_object)
  (json_array)
  (answer_object)
  (answer_list)
  (list)
  (bracket)
  (arguments)
  (named_arguments)
  (parameters)
  (entry_parameters)
] @indent.begin

; A condition goes on one step further.
[
  (segment)
  (save)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

(text) @indent.auto
(ERROR) @indent.auto
