// What stands in flows and custom elements: settings, elements, their clauses and arms.

import { BLANK, ELEMENT, NAME, SCOPE, START, anyOf, block, headed, match, token, use, words } from "./pieces.mjs";

/** An element: its words, then clauses, and mostly a block. */
const element = (phrase, ...patterns) =>
    headed(String.raw`${ELEMENT}(${words(...phrase.split(" "))})`, [SCOPE.word], ...patterns, "expression");

/** A setting: its words behind each other at the start of a statement. */
const setting = (phrase, ...patterns) =>
    headed(String.raw`${START}(${words(...phrase.split(" "))})`, [SCOPE.word], ...patterns, "expression");

/** Words that open a clause in one statement only. */
const clauses = (...phrases) => token(SCOPE.clause, `(?<=[ \\t])${anyOf(...phrases)}(?=[ \\t,;{}]|$)`);

const MONTH = String.raw`(?:january|february|march|april|may|june|july|august|september|october|november|december)`;
const WEEKDAY = String.raw`(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)`;
const OUTCOME = anyOf(
    ..."no response,success,error,delivered,seen,clicked,failed,added,changed,reached,passed,empty".split(","),
);
const METHOD = String.raw`(?:GET|POST|PUT|DELETE|PATCH)\b`;
const ADDRESSED = String.raw`${BLANK}(${NAME})`;

const settings = [
    setting("enter when", "dateMoment"),
    setting("enter audience", clauses("once", "in real time", "when")),
    setting("enter from flow", "parameters"),
    setting("enter from api", "parameters"),
    setting("exit when"),
    setting("re-enter", clauses("never", "while inside", "after exit"), "rates"),
    setting("schedule", clauses("from", "until", "for")),
    setting("timezone"),
    headed(
        String.raw`${START}(variable)${ADDRESSED}(?=[ \t]*:)`,
        [SCOPE.declares, "variable.other.declaration"],
        "typed",
        "expression",
    ),
    match(String.raw`${START}(version)(?=${BLANK}\d)`, SCOPE.word),
    match(String.raw`${START}(draft)(?=[ \t]*(?:[;}]|//|$))`, SCOPE.word),
    match(String.raw`${START}(caps)${ADDRESSED}`, SCOPE.word, "entity.name.type.caps"),
    match(String.raw`${START}(voice${BLANK}session)\b`, SCOPE.word),
];

const elements = [
    element("segment audience", "body"),
    element("evaluate inbound message", "body"),
    element("split audience", "body"),
    element("wait for event", clauses("up to", "indefinitely", "include events from entrance"), "body"),
    element("wait for date", "dateMoment", "body"),
    element("wait for", clauses("up to", "indefinitely", "from", "to"), "body"),
    element(
        "pause",
        clauses("until", "at"),
        token("constant.language.weekday", String.raw`(?<=until )${WEEKDAY}\b`),
        match(String.raw`(?<=until )(\d+)${BLANK}(${MONTH})\b`, "constant.numeric", "constant.language.month"),
    ),
    element("update profile", "assignments"),
    element("set", match(String.raw`(?<=set |, )(${NAME})(?=[ \t]*=(?!=))`, "variable.other.assigned")),
    element("add tag"),
    element("remove tag"),
    element("add to do not contact", "optOuts"),
    element("remove from do not contact", "optOuts"),
    headed(
        String.raw`${ELEMENT}(add${BLANK}to${BLANK}flow)${ADDRESSED}`,
        [SCOPE.word, SCOPE.flow],
        clauses("for person"),
        match(String.raw`(?<=[ \t])(for${BLANK}person)(?=\()`, SCOPE.clause),
        "body",
        "expression",
    ),
    headed(
        String.raw`${ELEMENT}(send)${ADDRESSED}(?:${BLANK}(from)${ADDRESSED})?`,
        [SCOPE.word, SCOPE.channel, SCOPE.clause, "variable.other.sender"],
        "message",
    ),
    headed(
        String.raw`${ELEMENT}(notify)${ADDRESSED}${BLANK}(to)\b`,
        [SCOPE.word, SCOPE.channel, SCOPE.clause],
        "message",
        "expression",
    ),
    headed(
        String.raw`${ELEMENT}(call${BLANK}api)${BLANK}(${METHOD})`,
        [SCOPE.word, "constant.language.method"],
        "request",
        "expression",
    ),
    headed(
        String.raw`${ELEMENT}(use)${ADDRESSED}(?=[ \t]*\()`,
        [SCOPE.word, "entity.name.function"],
        "body",
        "expression",
    ),
    match(String.raw`${ELEMENT}(start${BLANK}conversation${BLANK}tag)\b`, SCOPE.word),
    match(String.raw`${ELEMENT}(exit)(?=[ \t]*(?:[;}]|//|$))`, SCOPE.word),
];

const arms = [
    // `when 404`, `when no response`, `when delivered`: outcomes, which are no conditions.
    headed(String.raw`${START}(when)${BLANK}(\dxx|\d{3})\b`, [SCOPE.word, "constant.numeric.status"], "body"),
    headed(
        String.raw`${START}(when)${BLANK}(${OUTCOME})(?=[ \t]*\{)`,
        [SCOPE.word, "constant.language.outcome"],
        "body",
    ),
    headed(String.raw`${START}(when)\b`, [SCOPE.word], "body", "expression"),
    headed(String.raw`${START}(otherwise)(?=[ \t]*\{)`, [SCOPE.word], "body"),
    headed(String.raw`${START}(\d+(?:\.\d+)?%)${ADDRESSED}`, ["constant.numeric.share", SCOPE.label], "body"),
];

/** What a window or a speed limits, in messages and calls alike. */
const limits = [
    headed(String.raw`${START}(window)(?=${BLANK}\d)`, [SCOPE.word], clauses("to", "on", "in"), "expression"),
    headed(
        String.raw`${START}(speed)(?=${BLANK}\d)`,
        [SCOPE.word],
        match(String.raw`\b(per)${BLANK}(\p{L}+)`, SCOPE.clause, "keyword.other.unit"),
        "expression",
    ),
];

const blocks = {
    body: block("comments", "allowance", "label", "arms", "settings", "elements", "body", "expression"),
    assignments: {
        ...block("comments"),
        patterns: [
            ...use("comments", "allowance"),
            match(String.raw`(${NAME})(?=[ \t]*=(?!=))`, SCOPE.field),
            ...use("object", "expression"),
        ],
    },
    optOuts: {
        ...block("comments"),
        patterns: [
            ...use("comments"),
            match(
                String.raw`(?<=[{,\n]|^)[ \t]*(${NAME})(?:${BLANK}(${NAME}))?`,
                SCOPE.channel,
                "variable.other.sender",
            ),
        ],
    },
    message: {
        ...block("comments"),
        patterns: [
            ...use("comments", "allowance", "arms"),
            ...limits,
            match(String.raw`${START}(validity)(?=${BLANK}\d)`, SCOPE.word),
            match(String.raw`${START}(shorten${BLANK}urls|track${BLANK}clicks)\b`, SCOPE.word),
            match(String.raw`${START}(${NAME})${BLANK}(file)(?=${BLANK}")`, "support.type.property-name", SCOPE.clause),
            match(String.raw`${START}(${NAME})(?=${BLANK}[^=])`, "support.type.property-name"),
            ...use("expression"),
        ],
    },
    request: {
        ...block("comments"),
        patterns: [
            ...use("comments", "allowance", "arms"),
            ...limits,
            headed(String.raw`${START}(body)${BLANK}(json)\b`, [SCOPE.word, SCOPE.clause], "json", "jsonList"),
            headed(
                String.raw`${START}(body)(?:${BLANK}(form))?(?=[ \t]*\{)`,
                [SCOPE.word, SCOPE.clause],
                "assignments",
            ),
            match(String.raw`${START}(header)(?=${BLANK}")`, SCOPE.word),
            match(String.raw`${START}(timeout)(?=${BLANK}\d)`, SCOPE.word),
            match(
                String.raw`${START}(retry)${BLANK}(\d+)${BLANK}(times)\b`,
                SCOPE.word,
                "constant.numeric",
                SCOPE.clause,
            ),
            match(String.raw`${START}(wait${BLANK}for${BLANK}response)\b`, SCOPE.word),
            ...use("expression"),
        ],
    },
};

/** The rules of statements, by name. */
export const statements = {
    ...blocks,
    arms: { patterns: arms },
    settings: { patterns: settings },
    elements: { patterns: elements },
    label: match(String.raw`${START}(${NAME})(:)`, SCOPE.label, "punctuation.separator.label"),
    // `trialExpiry is in 3 days every year at 09:00`
    dateMoment: {
        patterns: [
            token(SCOPE.operator, String.raw`\bis${BLANK}in(?=${BLANK}[\d(\p{L}])`),
            clauses("every year"),
            // `at least` counts events.
            match(String.raw`(?<=[ \t])(at)(?=${BLANK}\d)`, SCOPE.clause),
        ],
    },
};
