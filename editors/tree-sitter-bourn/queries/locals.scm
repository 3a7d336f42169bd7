; Scopes, what is declared in them, and what refers to it.

(flow) @local.scope
(custom_element) @local.scope
(test) @local.scope
(fixture) @local.scope

(variable name: (name) @local.definition.var)
(saved name: (name) @local.definition.var)
(mapping name: (name) @local.definition.var)
(custom_element (parameters (parameter name: (name) @local.definition.parameter)))
(entry_parameter name: (name) @local.definition.parameter)
(step_person person: (name) @local.definition.var)

(name) @local.reference
