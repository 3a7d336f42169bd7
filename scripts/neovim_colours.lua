-- Neovim with the tree-sitter grammar: a flow has its colours, and they stay right where a mistake is.
-- Run by scripts/neovim.sh, with a folder that holds `parser/bourn.so` and `queries/bourn/`.
local folder = arg[1]

local check = dofile(vim.fs.joinpath(vim.fs.dirname(arg[0]), "check.lua"))

vim.opt.runtimepath:prepend(folder)
vim.filetype.add({ extension = { flow = "bourn" } })
vim.api.nvim_create_autocmd("FileType", { pattern = "bourn", callback = function() vim.treesitter.start() end })
vim.cmd.edit(folder .. "/colours.flow")
vim.api.nvim_buf_set_lines(0, 0, -1, false, {
  "segment Pro = plan is \"pro\"",
  "flow Welcome {",
  "    pause 3 3",
  "    pause: send email { subject \"Hi {{firstName}}\" }",
  "}",
})
vim.cmd("doautocmd FileType bourn")
vim.treesitter.get_parser(0, "bourn"):parse(true)

for _, wanted in ipairs({
  { 0, 0, "keyword" },
  { 0, 8, "type.definition" },
  { 0, 14, "variable" },
  { 0, 23, "string" },
  { 3, 4, "label" },
  { 3, 11, "keyword" },
  { 3, 38, "variable" },
}) do
  local line, column, colour = unpack(wanted)
  local found = vim.treesitter.get_captures_at_pos(0, line, column)
  local last = found[#found] and found[#found].capture
  check(string.format("%d:%d is %s and not %s", line + 1, column + 1, last, colour), last == colour)
end
for _, name in ipairs({ "folds", "injections", "locals" }) do
  check("the query " .. name .. " is not taken", vim.treesitter.query.get("bourn", name) ~= nil)
end
print("neovim: the flow has its colours")
os.exit(0)
