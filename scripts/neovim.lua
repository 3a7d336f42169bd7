-- Neovim as an editor of flows: it opens a project with a mistake, is told of it, applies the fix and saves.
-- Run by scripts/neovim.sh, with the program and the folder as arguments.
local program, folder = arg[1], arg[2]

local check = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), "check.lua"))

vim.filetype.add({ extension = { flow = "bourn" } })
vim.lsp.config("bourn", { cmd = { program, "lsp" }, filetypes = { "bourn" }, root_markers = { "bourn.toml" } })
vim.lsp.enable("bourn")
vim.cmd.edit(folder .. "/shop.flow")
vim.cmd("doautocmd FileType bourn")

local function diagnostics()
  return vim.diagnostic.get(0)
end

check("the server does not start", vim.wait(10000, function() return #vim.lsp.get_clients({ bufnr = 0 }) == 1 end))
check("the mistake is not told", vim.wait(10000, function() return #diagnostics() == 1 end))
local found = diagnostics()[1]
check("another mistake is told: " .. vim.inspect(found), found.code == "E0204" and found.lnum == 1)

local asked = vim.lsp.util.make_range_params(0, "utf-16")
asked.range = { start = { line = 1, character = 14 }, ["end"] = { line = 1, character = 14 } }
asked.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", asked, 10000)
local _, answer = next(answers or {})
check("there is no fix", answer and answer.result and answer.result[1])
vim.lsp.util.apply_workspace_edit(answer.result[1].edit, "utf-16")
check("the mistake is still told", vim.wait(10000, function() return #diagnostics() == 0 end))
vim.cmd.write()
print("neovim: the mistake was told, mended and saved")
os.exit(0)
