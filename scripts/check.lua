-- Ends Neovim with a message where something does not hold. Read by the scripts that try it.
return function(what, holds)
  if not holds then
    io.stderr:write("neovim: " .. what .. "\n")
    os.exit(1)
  end
end
