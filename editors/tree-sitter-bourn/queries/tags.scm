; What a file declares and refers to.

(flow name: (name) @name) @definition.class
(segment name: (name) @name) @definition.constant
(event name: (name) @name) @definition.type
(custom_element name: (name) @name) @definition.function
(fixture name: (name) @name) @definition.function
(function name: (name) @name) @definition.function
(attribute name: (name) @name) @definition.field
(test title: (plain_text (chunk) @name)) @definition.method

(happened event: (name) @name) @reference.type
(in_segment segment: (name) @name) @reference.constant
(add_to_flow flow: (name) @name) @reference.class
(use_element element: (name) @name) @reference.call
