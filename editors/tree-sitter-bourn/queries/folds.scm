; What can be folded.

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
  (list)
  (answer_object)
  (documentation)
  (text)
] @fold
