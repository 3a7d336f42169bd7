; What has which colour. The capture names are those of Neovim; Helix and Zed know them as well, by their first part.
; A later pattern wins over an earlier one.

; Names, as what they are until something says more

(name) @variable
(member field: (name) @variable.member)
(path (name) @variable)

; Declarations and their parts

(flow name: (name) @type.definition)
(segment name: (name) @type.definition)
(event name: (name) @type.definition)
(caps name: (name) @type.definition)
(fixture name: (name) @type.definition)
(channel name: (name) @type.definition)
(function name: (name) @function)
(custom_element name: (name) @function)
(operator name: (phrase) @function)

(attribute name: (name) @property)
(field_declaration name: (name) @property)
(object_field name: (name) @property)
(json_member name: (name) @property)
(assignment name: (name) @property)
(content name: (name) @property)
(saved name: (name) @variable)
(mapping name: (name) @variable)
(variable name: (name) @variable)
(parameter name: (name) @variable.parameter)
(entry_parameter name: (name) @variable.parameter)

(type (name) @type)
((type (name) @type.builtin)
  (#any-of? @type.builtin "boolean" "text" "integer" "number" "date" "datetime" "duration"))

; What flows and conditions refer to

(label) @label
(element_label (name) @label)
(owner owner: (name) @label)
(share name: (name) @label)
(step_takes branch: (name) @label)

(happened event: (name) @type)
(followed event: (name) @type)
(aggregated event: (name) @type)
(step_event event: (name) @type)
(in_segment segment: (name) @type)
(expect_member segment: (name) @type)
(expect_exited flow: (name) @type)
(step_enters flow: (name) @type)
(step_draft flow: (name) @type)
(step_use fixture: (name) @type)
(add_to_flow flow: (name) @type)
(flow_caps (name) @type)

(send channel: (name) @module)
(send sender: (name) @constant)
(sender channel: (name) @module)
(sender name: (name) @constant)
(notify channel: (name) @module)
(cap channel: (name) @module)
(opt_out channel: (name) @module)
(opt_out sender: (name) @constant)
(last_contacted channel: (name) @module)

(call function: (name) @function.call)
(use_element element: (name) @function.call)
(outcome) @constant
(method) @constant

; Literals

(text) @string
(plain_text) @string
(answer_text) @string
(content_file (plain_text) @string.special.path)
(call_api url: (text) @string.special.url)
(escape) @string.escape
(placeholder ["{{" "}}"] @punctuation.special)
; What stands in a placeholder is no text.
(placeholder) @none

(integer) @number
(answer_number) @number
(status) @number
(number) @number.float
(percentage) @number
(unit) @type.builtin
(date) @string.special
(datetime) @string.special
(time) @string.special
(weekday) @constant.builtin
(month) @constant.builtin
(day) @constant.builtin
(json_path) @string.special
(boolean) @boolean
(empty) @constant.builtin
["true" "false"] @boolean
"null" @constant.builtin

; Keywords

[
  "people" "event" "senders" "caps" "segment" "flow" "element" "test" "fixture" "function" "operators" "channel"
  "product" "template" "extension" "computed" "readonly" "returns" "variable"
] @keyword

[
  "add" "api" "audience" "body" "call" "change" "clicks" "contact" "contacted" "content" "conversation" "do" "evaluate"
  "file" "form" "header" "inbound" "json" "message" "notify" "outcome" "pause" "profile" "remove" "response" "retry"
  "save" "send" "sent" "set" "shorten" "speed" "split" "start" "tag" "timeout" "track" "update" "urls" "use" "validity"
  "wait" "window"
] @keyword

[
  "draft" "enter" "entrance" "events" "from" "include" "indefinitely" "inside" "never" "once" "person" "re-enter" "real"
  "schedule" "session" "time" "timezone" "to" "up" "version" "voice" "while"
] @keyword

[
  "answer" "answers" "called" "case" "end" "enters" "exited" "expect" "fails" "on" "started" "tagged" "takes"
] @keyword

["exit"] @keyword.return

["if" "then" "else" "when" "otherwise"] @keyword.conditional

[
  "ago" "after" "all" "any" "at" "be" "before" "between" "by" "contain" "contains" "does" "ends" "equal" "every" "exactly"
  "followed" "for" "greater" "happened" "has" "ignoring" "in" "is" "last" "least" "less" "list" "matches" "more" "most"
  "no" "of" "one" "per" "since" "starts" "than" "times" "today" "tomorrow" "until" "was" "where" "will" "with" "within"
  "year" "yesterday" "and" "or" "not"
] @keyword.operator

(flow "flow" @keyword.function)
(custom_element "element" @keyword.function)
"date" @keyword

; Signs

["+" "-" "*" "/" "%" "??" "==" "!=" "<" "<=" ">" ">=" "="] @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," ";" ":" "."] @punctuation.delimiter
"?" @punctuation.special

; Remarks

(comment) @comment
(documentation_line) @comment.documentation
(allowance "allow" @keyword.directive)
(allowance (code) @constant)
(allowance (misread) @comment.error)
