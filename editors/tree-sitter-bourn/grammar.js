/**
 * @file Bourn: customer journeys as code
 * @license MIT OR Apache-2.0
 *
 * The grammar that counts is `grammar/flow.pest` of the compiler; this one reads the same texts, for editors. Its sections and
 * names are those of that file. `tests/tree_sitter.rs` holds that both find fault with the same texts.
 *
 * What differs is how words and line ends are told apart. A keyword is one only where the parser can use it; where a name may
 * stand as well, `named` says so, and both readings go on until one of them fails. Line ends that mean nothing, since the next
 * line goes on with the one before, are skipped by `src/scanner.c`.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const PRECEDENCE = {
  conditional: 0,
  or: 1,
  and: 2,
  not: 3,
  add: 4,
  multiply: 5,
  default: 6,
  negate: 7,
};

/** Words that are never a bare name. */
const RESERVED = [
  'and', 'or', 'not', 'if', 'then', 'else', 'is', 'was', 'will', 'true', 'false', 'empty', 'happened', 'where',
];

/**
 * Words that are names where a value can begin, though they may begin something else there: a test or an aggregate, what is
 * expected, the operator behind `is`, a file, and what goes on with a person or a value that is such a word itself.
 */
const BEGINS_VALUE = [
  'last', 'change', 'in', 'has', 'any', 'all', 'event', 'api', 'conversation', 'never', 'one', 'between', 'exactly',
  'contains', 'starts', 'ends', 'matches', 'less', 'greater', 'before', 'until', 'since', 'after', 'within', 'more',
  'does', 'ignoring', 'file', 'on', 'enters', 'takes', 'fails', 'sent', 'tagged', 'at', 'exited',
  'of', 'per', 'to', 'while', 'followed',
];

/** Words that begin a step of a test. */
const BEGINS_STEP = ['case', 'use', 'person', 'at', 'after', 'change', 'api', 'draft', 'expect', 'allow'];

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'].flatMap((unit) => [unit, `${unit}s`]);

module.exports = grammar({
  name: 'bourn',

  word: ($) => $._word,

  reserved: {
    global: (_) => RESERVED,
  },

  externals: ($) => [
    $._newline,
    $._value_newline,
    $._item_newline,
    $._continuation,
    $.comment,
    $.documentation_line,
    $._save,
    $._line_open,
    $._line_close,
    $._block_open,
    $._block_close,
    $.chunk,
    $._placeholder_open,
    $._placeholder_close,
    $.integer,
    $.number,
    $.date,
    $.datetime,
    $.time,
    $._label,
    $._weekday,
    $._today,
    $._tomorrow,
    $._yesterday,
    $._re_enter,
    $._begins_setting,
    $._begins_outcome,
    $.misread,
    $._recovery,
  ],

  extras: ($) => [/[ \t\r\uFEFF]/, $.comment, $._continuation],

  conflicts: ($) => [
    [$.documentation],
    [$._variable, $.quantified],
    [$._who, $.step_change],
    [$._who, $.step_after],
    [$._who, $.step_at],
    [$._who, $.step_api],
    [$._who, $.step_draft],
    [$._who, $.step_use],
    [$._who, $.step_person],
    [$._who, $.step_expect],
    [$._step_event, $._failing_label],
    [$._variable, $._expected],
    [$._variable, $.quantified, $._expected],
    [$.quantified, $._expected],
    [$._expected, $.expect_called],
    [$.never, $._expected],
    [$._happening, $.step_enters],
    [$._happening, $.step_takes],
    [$._variable, $._aggregated_event],
    [$._variable, $._aggregated_event, $.quantified],
    [$._variable, $._by_age],
    [$.re_enter],
    [$._atom, $._date_subject],
    [$.set],
    [$.change, $.owner],
    [$._test, $.validity],
    [$._separator, $.object],
    [$.object, $.block],
    [$._value, $.in_unit],
    [$.allowance, $.name],
    [$._variable, $.pause],
    [$._variable, $.expect_called],
    [$._variable, $._expected, $.expect_called],
    [$._variable, $.never],
    [$._variable, $.never, $._expected],
    [$._variable, $._between],
    [$._variable, $._is_tail],
    [$._variable, $._word_tail],
    [$._variable, $._was_tail],
    [$._variable, $.aggregated],
    [$.aggregated, $._aggregated_event],
    [$._variable, $.aggregated, $._aggregated_event],
    [$._aggregated_event, $.quantified],
    [$.api_save],
    [$._atom, $._filter],
  ],

  rules: {
    // 1. Blanks and line ends

    source_file: ($) =>
      seq(
        lines($),
        optional(seq(
          $._declaration,
          repeat(seq(some_lines($), $._declaration)),
          lines($),
        )),
      ),

    _separator: ($) => choice($._newline, ';'),

    _field_end: ($) => choice(seq(',', lines($)), some_lines($)),

    documentation: ($) => repeat1(seq(choice($.documentation_line, $.allowance), some_lines($))),

    allowance: ($) =>
      seq(
        'allow',
        '(',
        choice(seq(field('code', alias($._word, $.code)), optional(seq(',', field('reason', $.plain_text)))), $.misread),
        ')',
      ),

    // 2. Words and names

    _word: (_) => /[_\p{L}][_\p{L}\p{M}\p{Nd}]*/,

    _any_word: ($) => choice($._word, ...RESERVED),

    _quoted_name: (_) => /`[^`\n]+`/,

    name: ($) => choice($._word, $._quoted_name),

    // 3. Texts

    text: ($) =>
      choice(
        seq(alias($._line_open, '"'), repeat(choice($.chunk, $.escape, $.placeholder)), alias($._line_close, '"')),
        seq(alias($._block_open, '"""'), repeat(choice($.chunk, $.escape, $.placeholder)), alias($._block_close, '"""')),
      ),

    escape: (_) => token.immediate(/\\(\{\{|u\{[0-9a-fA-F]{1,6}\}|[^\n])?/),

    placeholder: ($) =>
      seq(
        alias($._placeholder_open, '{{'),
        lines($),
        $._expression,
        alias($._placeholder_close, '}}'),
      ),

    plain_text: ($) =>
      seq(alias($._line_open, '"'), repeat(choice($.chunk, $.escape)), alias($._line_close, '"')),

    // 4. Other literals

    duration: ($) => seq($.integer, $.unit),

    unit: (_) => choice(...UNITS),

    json_path: (_) =>
      /\$(\[([^\]'"\n]|'([^'\\\n]|\\[^\n])*'|"([^"\\\n]|\\[^\n])*")*\]|[^\[ \t\r\n,;{}])*/,

    // 5. Values

    _value: ($) => choice($._sum, $.in_unit),

    in_unit: ($) => seq($._sum, 'in', $.unit),

    _sum: ($) => choice($.binary, $.negated, $._term),

    binary: ($) =>
      choice(
        ...[
          ['+', PRECEDENCE.add],
          ['-', PRECEDENCE.add],
          ['*', PRECEDENCE.multiply],
          ['/', PRECEDENCE.multiply],
          ['%', PRECEDENCE.multiply],
          ['??', PRECEDENCE.default],
        ].map(([operator, precedence]) =>
          prec.left(precedence, seq(
            field('left', $._sum),
            field('operator', operator),
            lines($),
            field('right', $._sum),
          )),
        ),
      ),

    negated: ($) => prec(PRECEDENCE.negate, seq('-', $._sum)),

    _term: ($) => choice($._atom, $.member),

    member: ($) => seq(field('object', $._term), '.', field('field', $.name)),

    _atom: ($) =>
      choice(
        $.datetime, $.date, $.time, $.duration, $.number, $.integer, $.text, $.bracket, $.boolean, $.empty,
        $.last_contacted, $.list, $.call, $._variable,
      ),

    _variable: ($) => named($, ...BEGINS_VALUE),

    boolean: (_) => choice('true', 'false'),

    empty: (_) => 'empty',

    bracket: ($) => seq('(', lines($), $._expression, ')'),

    list: ($) => seq('[', lines($), optional(items($, $._expression)), ']'),

    last_contacted: ($) => seq('last', 'contacted', optional(seq('by', field('channel', $.name)))),

    call: ($) => seq(field('function', $._variable), field('arguments', $.arguments)),

    arguments: ($) =>
      seq(
        '(',
        lines($),
        optional(choice(
          seq($.aggregated, optional(seq(',', lines($), optional(items($, $.argument))))),
          items($, $.argument),
        )),
        ')',
      ),

    argument: ($) => seq($._expression, optional($.filter_clause)),

    aggregated: ($) =>
      seq(
        choice(
          seq('event', $._aggregated_event, optional($.filter_clause), repeat($._window)),
          seq($._aggregated_event, choice($.filter_clause, $._window_by_age), repeat($._window)),
          seq($._aggregated_event, $.followed),
        ),
        repeat($.followed),
      ),

    _aggregated_event: ($) =>
      seq(
        field('event', named($, ...BEGINS_VALUE)),
        optional(seq('.', field('property', $.name))),
        optional($.owner),
      ),

    // 6. Comparisons

    comparison: ($) => seq(field('left', $._value), $._comparison_tail, optional($.chained)),

    chained: ($) => $._comparison_tail,

    _comparison_tail: ($) =>
      seq(
        choice($._symbol_tail, $._is_tail, $._was_tail, $._will_tail, $._does_not_tail, $._word_tail, $._equals_tail),
        optional(seq('ignoring', 'year')),
      ),

    _symbol_tail: ($) => seq(field('operator', choice('==', '!=', '<=', '>=', '<', '>')), $._operand),

    _is_tail: ($) =>
      seq(
        'is',
        choice(
          $._word_tail,
          seq(
            optional('not'),
            choice(
              seq('one', 'of', '(', lines($), items($, $.argument), ')'),
              $._between,
              prec(1, 'empty'),
              seq('exactly', $._operand),
              $._day,
              $._operand,
            ),
          ),
        ),
      ),

    _between: ($) => seq('between', $._operand, 'and', $._operand),

    _day: ($) => choice(alias($._today, 'today'), alias($._tomorrow, 'tomorrow'), alias($._yesterday, 'yesterday')),

    _was_tail: ($) =>
      seq(
        'was',
        choice(
          alias($._today, 'today'),
          seq('within', $._operand, optional('ago')),
          seq('more', 'than', $._operand, optional('ago')),
          seq($._operand, optional('ago')),
        ),
      ),

    _will_tail: ($) => seq('will', 'be', choice('in', 'within', seq('more', 'than')), $._operand),

    _does_not_tail: ($) =>
      seq('does', 'not', choice('contain', seq('start', 'with'), seq('end', 'with')), $._operand),

    _word_tail: ($) =>
      seq(
        choice(
          'contains', seq('starts', 'with'), seq('ends', 'with'), 'matches',
          seq(choice('less', 'greater'), 'than', optional(seq('or', 'equal'))),
          'before', 'until', 'since', 'after',
        ),
        $._operand,
      ),

    _operand: ($) => seq(lines($), field('right', $._value)),

    _equals_tail: ($) => seq('=', $._operand),

    // 7. Conditions and formulas

    _expression: ($) => choice($.object, $.conditional, $._condition),

    object: ($) => block($, $.object_field),

    object_field: ($) => seq(field('name', $.name), ':', lines($), field('value', $._expression)),

    conditional: ($) =>
      prec.right(PRECEDENCE.conditional, seq(
        'if',
        lines($),
        field('condition', $._condition),
        'then',
        lines($),
        field('then', $._expression),
        'else',
        lines($),
        field('else', $._expression),
      )),

    _condition: ($) => choice($.or, $.and, $.not, $._test),

    or: ($) =>
      prec.left(PRECEDENCE.or, seq($._condition, 'or', lines($), $._condition)),

    and: ($) =>
      prec.left(PRECEDENCE.and, seq($._condition, 'and', lines($), $._condition)),

    not: ($) => prec(PRECEDENCE.not, seq('not', lines($), $._condition)),

    _test: ($) => choice($.changed, $.happened, $.in_segment, $.has_tag, $.quantified, $.comparison, $._value),

    in_segment: ($) => seq('in', 'segment', field('segment', $.name)),

    has_tag: ($) => seq('has', optional('no'), 'tag', $._value),

    quantified: ($) => seq(choice('any', 'all'), $.path, $.filter_clause),

    path: ($) => seq(named($, ...BEGINS_VALUE), repeat(seq('.', $.name))),

    // 8. Event conditions

    happened: ($) =>
      prec.right(seq('happened', $._event_reference, optional($.filter_clause), times_and_windows($), repeat($.followed))),

    _event_reference: ($) => seq(field('event', named($, 'change')), optional($.owner)),

    changed: ($) =>
      prec.dynamic(1, prec.right(seq(optional('happened'), $.change, times_and_windows($), repeat($.followed)))),

    change: ($) =>
      prec.right(seq(
        'change', 'of', field('attribute', $.name),
        optional(seq('from', field('from', $._change_side))),
        optional(seq('to', field('to', $._change_side))),
      )),

    _change_side: ($) => choice(seq('not', 'empty'), $._value),

    owner: ($) => prec.right(seq('of', field('owner', $.name), optional(seq('version', $.integer)))),

    filter_clause: ($) => seq('where', lines($), $._filter),

    _filter: ($) => choice($.bracket, alias($._filter_comparison, $.comparison)),

    // Behind a value an operator comes before a clause: `where (paid) since 2026-01-01` has no window.
    _filter_comparison: ($) => prec.dynamic(1, seq(field('left', $._value), $._comparison_tail)),

    count: ($) =>
      seq(
        choice('exactly', seq('at', 'least'), seq('at', 'most'), seq('more', 'than'), seq('less', 'than')),
        $.integer,
        'times',
      ),

    _window: ($) =>
      choice(
        $._window_by_age,
        alias($._window_by_date, $.window),
      ),

    _window_by_age: ($) => alias($._by_age, $.window),

    _by_age: ($) =>
      choice(
        seq('within', 'last', $._value),
        seq('before', 'last', $._value),
        seq('between', 'last', $._value, 'and', $._value),
      ),

    _window_by_date: ($) =>
      choice(
        seq('between', $._value, 'and', $._value),
        seq(choice('since', 'until', 'before', 'after'), $._value),
      ),

    followed: ($) =>
      prec.right(seq(
        optional('not'),
        'followed',
        'by',
        choice(prec.dynamic(1, $.change), seq($._event_reference, optional($.filter_clause))),
        repeat(choice($._window, $.count, $.within)),
      )),

    within: ($) => seq('within', $._value),

    _event_clause: ($) => seq($._condition, optional($.save)),

    save: ($) => names_with($, alias($._save, 'save'), $.saved),

    saved: ($) => seq(field('name', $.name), optional(seq('=', lines($), field('value', $._value)))),

    // 9. Types and fields

    type: ($) => seq(repeat(seq('list', 'of')), choice($.object_type, named($, 'list')), optional('?')),

    object_type: ($) => block($, $.field_declaration),

    field_declaration: ($) =>
      seq(optional($.documentation), field('name', label($)), ':', field('type', $.type)),

    assignment: ($) =>
      seq(field('name', $.name), '=', repeat($._value_newline), field('value', $._expression)),

    // 10. Declarations

    _declaration: ($) =>
      choice(
        $.flow, $.event, $.people, $.senders, $.caps, $.segment, $.custom_element, $.test, $.fixture, $.function,
        $.operators, $.channel,
      ),

    people: ($) => seq(optional($.documentation), 'people', alias($._people_block, $.block)),

    _people_block: ($) => block($, $.attribute),

    attribute: ($) =>
      seq(
        optional($.documentation),
        choice(
          seq(
            'computed', field('name', $.name), ':', field('type', $.type), '=', repeat($._value_newline),
            field('value', $._expression),
          ),
          seq('readonly', field('name', $.name), ':', field('type', $.type)),
          seq(field('name', label($)), ':', field('type', $.type)),
        ),
      ),

    event: ($) =>
      seq(
        optional($.documentation),
        optional(choice('channel', 'people', 'product', 'template')),
        'event',
        field('name', $.name),
        optional($.owner),
        optional(field('title', $.plain_text)),
        optional(alias($.object_type, $.block)),
      ),

    senders: ($) => seq(optional($.documentation), 'senders', alias($._senders_block, $.block)),

    _senders_block: ($) => block($, $.sender),

    sender: ($) =>
      seq(
        optional($.documentation),
        field('channel', named($, 'allow')),
        field('name', $.name),
        '=',
        repeat($._value_newline),
        field('address', $.plain_text),
      ),

    caps: ($) => seq(optional($.documentation), 'caps', field('name', $.name), alias($._caps_block, $.block)),

    _caps_block: ($) => block($, $.cap),

    cap: ($) => seq(optional($.documentation), field('channel', named($, 'allow')), $.rate),

    segment: ($) =>
      seq(
        optional($.documentation),
        'segment',
        field('name', $.name),
        optional(field('title', $.plain_text)),
        '=',
        lines($),
        field('condition', $._expression),
      ),

    function: ($) =>
      seq(
        optional($.documentation),
        'function',
        field('name', $.name),
        $.parameters,
        ':',
        field('type', $.type),
      ),

    parameters: ($) => seq('(', lines($), optional(items($, $.parameter)), ')'),

    parameter: ($) => seq(field('name', $.name), ':', field('type', $.type)),

    operators: ($) =>
      seq(
        optional($.documentation),
        'operators',
        $.name,
        repeat(seq(',', lines($), $.name)),
        optional('extension'),
        alias($._operators_block, $.block),
      ),

    _operators_block: ($) => statements($, $.operator, null),

    operator: ($) =>
      seq(
        optional($.documentation),
        field('name', $.phrase),
        '(',
        lines($),
        optional(seq($.type, repeat(seq(',', lines($), $.type)))),
        ')',
        optional($.plain_text),
      ),

    phrase: ($) => repeat1($._any_word),

    channel: ($) =>
      seq(
        optional($.documentation),
        'channel',
        field('name', named($, 'event')),
        optional(field('title', $.plain_text)),
        alias($._channel_block, $.block),
      ),

    _channel_block: ($) =>
      statements($, choice($.channel_contact, $.channel_sent, $.channel_outcome), $.channel_content),

    channel_contact: ($) => seq('contact', $.name),

    channel_sent: ($) => seq('sent', $.name),

    channel_outcome: ($) => seq('outcome', $.phrase, '=', $.name),

    channel_content: ($) => seq('content', alias($.object_type, $.block)),

    custom_element: ($) =>
      seq(
        optional($.documentation),
        'element',
        field('name', $.name),
        $.parameters,
        optional($.returns),
        optional(field('title', $.plain_text)),
        field('body', $.block),
      ),

    returns: ($) => seq('returns', $.parameters),

    // 11. Flows

    flow: ($) =>
      seq(
        optional($.documentation),
        'flow',
        field('name', $.name),
        optional(field('title', $.plain_text)),
        field('body', $.block),
      ),

    block: ($) => statements($, $._line_statement, $._block_statement),

    _line_statement: ($) =>
      seq(
        optional($.documentation),
        choice(seq(optional($._label_mark), $._line_element), $._setting),
      ),

    _block_statement: ($) => seq(optional($.documentation), optional($._label_mark), $._block_element),

    _label_mark: ($) => seq(field('label', alias($._label, $.label)), ':'),

    _block_element: ($) =>
      choice(
        $.segment_audience,
        $.wait_for_event,
        alias($._wait_for_change_block, $.wait_for_change),
        alias($._wait_for_date_block, $.wait_for_date),
        $.evaluate_message,
        $.split_audience,
        $.update_profile,
        $.send,
        $.call_api,
        alias($._use_block, $.use_element),
        alias($._add_to_flow_block, $.add_to_flow),
        $.notify,
        $.add_to_do_not_contact,
        $.remove_from_do_not_contact,
      ),

    _line_element: ($) =>
      choice(
        $.pause, $.set, $.add_tag, $.remove_tag, $.start_conversation, $.exit, $.wait_for_change, $.wait_for_date,
        $.use_element, $.add_to_flow,
      ),

    // 12. Settings

    _setting: ($) =>
      choice(
        $.enter_when, $.enter_audience, $.enter_from, $.exit_when, $.re_enter, $.schedule, $.timezone, $.variable,
        $.version, $.draft, $.flow_caps, $.voice_session,
      ),

    enter_when: ($) => seq('enter', 'when', choice(prec.dynamic(1, $.date_moment), $._event_clause)),

    enter_audience: ($) =>
      seq('enter', 'audience', optional(choice('once', seq('in', 'real', 'time'))), 'when', $._condition),

    enter_from: ($) => seq('enter', 'from', choice('flow', 'api'), optional($.entry_parameters)),

    entry_parameters: ($) => seq('(', lines($), optional(items($, $.entry_parameter)), ')'),

    entry_parameter: ($) =>
      seq(
        field('name', $.name), ':', field('type', $.type),
        optional(seq('=', lines($), field('value', $._expression))),
      ),

    exit_when: ($) => seq('exit', 'when', $._event_clause),

    re_enter: ($) =>
      seq(
        alias($._re_enter, 're-enter'),
        choice('never', seq('after', 'exit'), seq('while', 'inside'), seq($._value, 'after', 'exit')),
        repeat(seq(',', lines($), $.rate)),
        optional(','),
      ),

    rate: ($) => seq('at', 'most', $._value, 'times', 'per', $.unit),

    version: ($) => seq('version', $.integer),

    draft: (_) => 'draft',

    flow_caps: ($) => seq('caps', $.name),

    voice_session: (_) => seq('voice', 'session'),

    schedule: ($) =>
      seq(
        'schedule',
        choice(seq('from', $._value, optional($._schedule_end)), $._schedule_end),
      ),

    _schedule_end: ($) => choice(seq('until', $._value), seq('for', alias('1', $.integer), 'year')),

    timezone: ($) => seq('timezone', $.plain_text),

    variable: ($) =>
      seq(
        'variable', field('name', $.name), ':', field('type', $.type),
        optional(seq('=', repeat($._value_newline), field('value', $._expression))),
      ),

    // 13. Elements

    pause: ($) =>
      seq(
        'pause',
        choice(
          seq('until', alias($._weekday, $.weekday), optional($.at_time)),
          seq('until', $.integer, alias($._any_word, $.month), optional($.at_time)),
          seq('until', $._value),
          seq($._value, optional(seq('until', $._value))),
        ),
      ),

    at_time: ($) => seq('at', $._value),

    segment_audience: ($) => seq('segment', 'audience', $.arms),

    wait_for_event: ($) =>
      seq(
        'wait', 'for', 'event',
        optional($.limit),
        optional(seq('include', 'events', 'from', 'entrance')),
        $.arms,
      ),

    limit: ($) => choice(seq('up', 'to', $._value), 'indefinitely'),

    wait_for_change: ($) => $._wait_for_change,

    _wait_for_change_block: ($) => seq($._wait_for_change, alias($.outcome_arms, $.arms)),

    _wait_for_change: ($) => seq('wait', 'for', $.change, optional($.limit)),

    wait_for_date: ($) => $._wait_for_date,

    _wait_for_date_block: ($) => seq($._wait_for_date, alias($.outcome_arms, $.arms)),

    _wait_for_date: ($) => seq('wait', 'for', 'date', $.date_moment),

    date_moment: ($) =>
      seq(
        field('subject', $._date_subject),
        choice(
          seq('is', 'in', $._value),
          seq('is', alias($._today, 'today')),
          seq('is', alias($._tomorrow, 'tomorrow')),
          seq('was', alias($._yesterday, 'yesterday')),
          seq('was', $._value, 'ago'),
        ),
        optional(seq('every', 'year')),
        optional($.at_time),
      ),

    _date_subject: ($) => seq($._variable, optional(seq('.', $.name))),

    evaluate_message: ($) => seq('evaluate', 'inbound', 'message', $.arms),

    outcome_arms: ($) => statements($, null, alias($.outcome_arm, $.arm)),

    outcome_arm: ($) =>
      seq(
        optional($.documentation),
        choice(seq('when', $.outcome), 'otherwise'),
        $.block,
      ),

    outcome: ($) => seq($._begins_outcome, choice($.status, repeat1($._any_word))),

    status: (_) => /[0-9][_\p{L}\p{M}\p{Nd}]*/,

    arms: ($) => statements($, null, $.arm),

    arm: ($) => seq(optional($.documentation), choice(seq('when', $._event_clause), 'otherwise'), $.block),

    split_audience: ($) => seq('split', 'audience', alias($._shares, $.shares)),

    _shares: ($) => statements($, null, $.share),

    share: ($) => seq(optional($.documentation), $.percentage, field('name', $.name), $.block),

    percentage: (_) => /[0-9]+(\.[0-9]+)?%/,

    update_profile: ($) => seq('update', 'profile', $.assignments),

    assignments: ($) => block($, $.assignment),

    set: ($) =>
      seq('set', $.assignment, repeat(seq(',', lines($), $.assignment)), optional(',')),

    add_tag: ($) => seq('add', 'tag', $._value),

    remove_tag: ($) => seq('remove', 'tag', $._value),

    send: ($) =>
      seq('send', field('channel', $.name), optional(seq('from', field('sender', $.name))), $.message),

    message: ($) =>
      statements($, choice($._message_setting, $.content), alias($.outcome_arm, $.arm)),

    _message_setting: ($) =>
      prec.dynamic(1, choice($.delivery_window, $.speed, $.validity, $.shorten_urls, $.track_clicks)),

    content: ($) =>
      seq(
        optional($.documentation),
        field('name', named($, 'when', 'otherwise', 'window', 'speed', 'validity', 'shorten', 'track', 'allow')),
        choice($.content_file, field('value', $._expression)),
      ),

    content_file: ($) => seq('file', $.plain_text),

    delivery_window: ($) =>
      seq(
        optional($._begins_setting), 'window', $._value, 'to', $._value,
        optional(seq('on', $.day, repeat(seq(',', $.day)))),
        optional(seq('in', $.plain_text)),
      ),

    day: ($) => $._any_word,

    speed: ($) => seq(optional($._begins_setting), 'speed', $._value, 'per', $.unit),

    validity: ($) => seq(optional($._begins_setting), 'validity', $._value),

    shorten_urls: (_) => seq('shorten', 'urls'),

    track_clicks: (_) => seq('track', 'clicks'),

    call_api: ($) => seq('call', 'api', $.method, field('url', $._value), alias($._api_block, $.block)),

    method: ($) => $._any_word,

    _api_block: ($) => statements($, $._api_setting, alias($.outcome_arm, $.arm)),

    _api_setting: ($) =>
      choice(
        $.api_header, $.api_body, $.api_timeout, $.api_retry, $.wait_for_response, $.api_save, $.delivery_window, $.speed,
      ),

    api_header: ($) => seq('header', $.plain_text, '=', lines($), $._expression),

    api_body: ($) => seq('body', choice(seq('json', choice($.json_object, $.json_array)), seq(optional('form'), $.assignments))),

    json_object: ($) => prec(1, block($, $.json_member)),

    json_member: ($) => seq(field('name', choice($.plain_text, $.name)), ':', lines($), field('value', $._json_value)),

    json_array: ($) => prec(1, seq('[', lines($), optional(items($, $._json_value)), ']')),

    _json_value: ($) => prec(1, choice($.json_object, $.json_array, $._expression)),

    api_timeout: ($) => seq('timeout', $._value),

    api_retry: ($) => seq('retry', $._value, 'times'),

    wait_for_response: (_) => seq('wait', 'for', 'response'),

    api_save: ($) =>
      seq('save', lines($), $.mapping, repeat(seq(',', lines($), $.mapping)), optional(',')),

    mapping: ($) =>
      seq(
        field('name', $.name),
        optional(seq(':', field('type', $.type))),
        '=',
        lines($),
        choice($.json_path, seq('header', $.plain_text)),
      ),

    use_element: ($) => $._use,

    _use_block: ($) => seq($._use, alias($.outcome_arms, $.arms)),

    _use: ($) => seq('use', field('element', $.name), $.named_arguments, optional(alias($.use_save, $.save))),

    use_save: ($) => names_with($, alias($._save, 'save'), alias($.result, $.saved)),

    result: ($) => seq(field('name', $.name), optional(seq('=', lines($), field('value', $.name)))),

    named_arguments: ($) => seq('(', lines($), optional(items($, $.assignment)), ')'),

    add_to_flow: ($) => $._add_to_flow,

    _add_to_flow_block: ($) => seq($._add_to_flow, alias($.outcome_arms, $.arms)),

    _add_to_flow: ($) =>
      seq(
        'add', 'to', 'flow', field('flow', $.name), optional($.named_arguments),
        optional(seq('for', 'person', $.named_arguments)),
      ),

    notify: ($) =>
      seq(
        'notify', field('channel', $.name), 'to', $._value, repeat(seq(',', lines($), $._value)),
        alias($._contents, $.message),
      ),

    _contents: ($) => statements($, alias($._notice, $.content), null),

    _notice: ($) =>
      seq(
        optional($.documentation),
        field('name', named($, 'allow')),
        choice($.content_file, field('value', $._expression)),
      ),

    add_to_do_not_contact: ($) => seq('add', 'to', 'do', 'not', 'contact', $.opt_outs),

    remove_from_do_not_contact: ($) => seq('remove', 'from', 'do', 'not', 'contact', $.opt_outs),

    opt_outs: ($) => block($, $.opt_out),

    opt_out: ($) => seq(field('channel', $.name), optional(field('sender', $.name))),

    start_conversation: ($) => seq('start', 'conversation', 'tag', $._value),

    exit: (_) => 'exit',

    // 14. Tests

    test: ($) =>
      seq(optional($.documentation), 'test', field('title', $.plain_text), field('body', alias($.steps, $.block))),

    fixture: ($) =>
      seq(optional($.documentation), 'fixture', field('name', $.name), field('body', alias($.steps, $.block))),

    steps: ($) => statements($, $._line_step, $._block_step),

    _block_step: ($) =>
      seq(
        optional($.documentation),
        choice($.step_case, $.step_person, $.step_change, alias($._step_event_with, $.step_event)),
      ),

    _line_step: ($) =>
      seq(
        optional($.documentation),
        choice(
          $.step_use, $.step_listed, $.step_at, $.step_after, $.step_expect, $.step_api, $.step_draft, $.step_enters,
          $.step_takes, $.step_fails, $.step_event,
        ),
      ),

    _who: ($) => named($, ...BEGINS_STEP),

    _happening: ($) => named($, ...BEGINS_VALUE),

    element_label: ($) => seq($.name, optional(seq('.', $.name))),

    step_case: ($) => seq('case', $.assignments),

    step_person: ($) => prec.dynamic(2, seq('person', field('person', $._happening), $.assignments)),

    step_change: ($) => prec.dynamic(2, seq('change', field('person', $._happening), $.assignments)),

    step_use: ($) => prec.dynamic(2, seq('use', field('fixture', $._happening))),

    step_draft: ($) => prec.dynamic(2, seq('draft', field('flow', $._happening))),

    _step_event_with: ($) => seq($._step_event, $.assignments),

    step_event: ($) => $._step_event,

    _step_event: ($) =>
      seq(field('person', $._who), field('event', $._happening), optional(seq('of', $.element_label))),

    step_listed: ($) => seq(field('person', $._who), 'on', 'do', 'not', 'contact', $.opt_outs),

    step_at: ($) => prec.dynamic(2, seq('at', $._value)),

    step_after: ($) => prec.dynamic(2, seq('after', $._value)),

    step_enters: ($) =>
      seq(field('person', $._who), 'enters', field('flow', named($, 'of')), optional($.named_arguments)),

    step_takes: ($) =>
      seq(field('person', $._who), 'takes', field('branch', named($, 'of')), 'of', $.element_label),

    step_fails: ($) =>
      seq(alias($._failing_label, $.element_label), 'fails', 'for', field('person', $.name)),

    _failing_label: ($) => seq($._who, optional(seq('.', $.name))),

    step_api: ($) =>
      seq(
        'api', field('method', named($, ...BEGINS_VALUE)), $.plain_text,
        choice(
          seq('answers', $.integer, optional(seq('json', $._answer_value))),
          seq('does', 'not', 'answer'),
        ),
      ),

    _answer_value: ($) =>
      choice(
        $.answer_object, $.answer_list, $.answer_text, $.answer_number, 'true', 'false', 'null',
      ),

    answer_object: ($) => block($, $.answer_member),

    answer_member: ($) => seq($.answer_text, ':', lines($), $._answer_value),

    answer_list: ($) => seq('[', lines($), optional(items($, $._answer_value)), ']'),

    answer_text: (_) => /"(\\[^\n]|[^"\\\n])*"/,

    answer_number: (_) => /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,

    step_expect: ($) => seq('expect', choice($._expectation, $.never)),

    never: ($) => prec.dynamic(-1, seq('never', $._expectation)),

    _expectation: ($) =>
      choice(
        $.expect_called, $.expect_conversation, $.expect_sent, $.expect_tagged, $.expect_at, $.expect_exited,
        $.expect_member, $.expect_listed, prec.dynamic(-1, $._condition),
      ),

    _expected: ($) => named($, ...BEGINS_VALUE),

    expect_called: ($) =>
      seq(
        optional('not'), 'api', field('method', named($, ...BEGINS_VALUE)), $.plain_text, 'called',
        optional(seq('for', field('person', $.name))),
        optional($._this_often),
      ),

    _this_often: ($) => seq($.integer, 'times'),

    expect_conversation: ($) =>
      seq(optional('not'), 'conversation', $.plain_text, 'started', 'for', field('person', $.name)),

    expect_sent: ($) =>
      seq(
        optional('not'), alias($._expected_label, $.element_label), 'sent', choice('to', 'for'), field('person', $.name),
        optional($._this_often),
      ),

    _expected_label: ($) => seq($._expected, optional(seq('.', $.name))),

    expect_tagged: ($) => seq(optional('not'), field('person', $._expected), 'tagged', $._value),

    expect_at: ($) => seq(optional('not'), field('person', $._expected), 'at', $.element_label),

    expect_exited: ($) =>
      seq(
        optional('not'), field('person', $._expected), 'exited',
        optional(choice($.exit_reason, seq(field('flow', named($, 'by')), optional($.exit_reason)))),
      ),

    exit_reason: (_) => seq('by', choice(seq('exit', 'when'), 'exit', 'end', seq('flow', 'end'))),

    expect_member: ($) =>
      seq(optional('not'), field('person', $._expected), 'in', 'segment', field('segment', $.name)),

    expect_listed: ($) =>
      seq(optional('not'), field('person', $._expected), 'on', 'do', 'not', 'contact', $.opt_outs),
  },
});

/** `nl*` of the grammar. */
function lines($) {
  return repeat($._newline);
}

/** `nl+` of the grammar. */
function some_lines($) {
  return repeat1($._newline);
}

/** A name, which may also be one of these words, though they can begin something else here. */
function named($, ...words) {
  return choice($.name, ...words.map((word) => alias(word, $.name)));
}

/** A label or the name of a field: a name with `:` behind it. */
function label($) {
  return alias($._label, $.name);
}

/** One or more items, parted by commas; the last may have one behind it. */
function items($, item) {
  return seq(item, repeat(seq(',', lines($), item)), optional(seq(',', lines($))));
}

/** Names behind a word, parted by commas. A line end behind a comma goes on if a name follows. */
function names_with($, word, item) {
  return seq(
    word,
    lines($),
    item,
    repeat(seq(',', repeat($._item_newline), item)),
    optional(','),
  );
}

/** Fields between braces, parted by commas and line ends. */
function block($, field) {
  return seq(
    '{',
    lines($),
    optional(seq(field, repeat(seq($._field_end, field)), optional($._field_end))),
    '}',
  );
}

/** How often and when an event happened. */
function times_and_windows($) {
  return seq(repeat($._window), optional(seq($.count, repeat($._window))));
}

/** Statements between braces: those of one line are parted by line ends and `;`, behind those with a block nothing is needed. */
function statements($, line, with_block) {
  const separated = line ? [seq(line, $._separator)] : [];
  const blocks = with_block ? [with_block] : [];
  const parts = [$._separator, ...separated, ...blocks];
  const last = line ? [optional(line)] : [];
  return seq('{', repeat(parts.length > 1 ? choice(...parts) : parts[0]), ...last, '}');
}
