; Other languages within texts.

((comment) @injection.content
  (#set! injection.language "comment"))

((documentation_line) @injection.content
  (#set! injection.language "markdown_inline"))

; `email matches "@shop\\.example$"`
(comparison
  "matches"
  right: (text (chunk) @injection.content)
  (#set! injection.language "regex"))

; `matches(email, "@shop\\.example$")`
((call
  function: (name) @_function
  arguments: (arguments (argument) (argument (text (chunk) @injection.content))))
  (#eq? @_function "matches")
  (#set! injection.language "regex"))

; `body "<p>Hi {{firstName}}</p>"`: the chunks of a message are one text.
((content
  name: (name) @_name
  value: (text (chunk) @injection.content))
  (#eq? @_name "body")
  (#match? @injection.content "<")
  (#set! injection.combined)
  (#set! injection.language "html"))
