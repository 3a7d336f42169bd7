// The steps of tests and fixtures.

import { BLANK, NAME, SCOPE, START, block, headed, match, token, use } from "./pieces.mjs";

const LABEL = String.raw`${NAME}(?:\.${NAME})?`;
const PERSON = "variable.other.person";

/** A step that begins with the name of somebody or of an element. */
const named = (rest, scopes, ...patterns) => headed(String.raw`${START}${rest}`, scopes, ...patterns, "comments");

const expected = {
    patterns: [
        token(SCOPE.operator, String.raw`(?<=expect )(?:not|never)\b(?![.(])`),
        match(
            String.raw`(${LABEL})${BLANK}(sent${BLANK}(?:to|for))${BLANK}(${NAME})(?:${BLANK}(\d+)${BLANK}(times))?`,
            SCOPE.label,
            SCOPE.clause,
            PERSON,
            "constant.numeric",
            SCOPE.clause,
        ),
        match(
            String.raw`(${NAME})${BLANK}(exited)\b(?:${BLANK}(?!by\b)(${NAME}))?(?:${BLANK}(by${BLANK}(?:exit${BLANK}when|exit|end|flow${BLANK}end)))?`,
            PERSON,
            SCOPE.clause,
            SCOPE.flow,
            SCOPE.clause,
        ),
        match(String.raw`(${NAME})${BLANK}(at)${BLANK}(${LABEL})`, PERSON, SCOPE.clause, SCOPE.label),
        match(String.raw`(${NAME})${BLANK}(tagged)\b`, PERSON, SCOPE.clause),
        match(
            String.raw`(${NAME})${BLANK}(in${BLANK}segment)${BLANK}(${NAME})`,
            PERSON,
            SCOPE.operator,
            "entity.name.type.segment",
        ),
        match(String.raw`(${NAME})${BLANK}(on${BLANK}do${BLANK}not${BLANK}contact)\b`, PERSON, SCOPE.clause),
        match(String.raw`\b(conversation)(?=${BLANK}")`, SCOPE.clause),
        match(String.raw`(?<=")${BLANK}(started${BLANK}for)${BLANK}(${NAME})`, SCOPE.clause, PERSON),
        match(String.raw`\b(api)${BLANK}([A-Z]+)(?=${BLANK}")`, SCOPE.clause, "constant.language.method"),
        match(
            String.raw`(?<=")${BLANK}(called)\b(?:${BLANK}(for)${BLANK}(${NAME}))?(?:${BLANK}(\d+)${BLANK}(times))?`,
            SCOPE.clause,
            SCOPE.clause,
            PERSON,
            "constant.numeric",
            SCOPE.clause,
        ),
        ...use("optOuts"),
    ],
};

const steps = [
    headed(String.raw`${START}(person|change)${BLANK}(${NAME})(?=[ \t]*\{)`, [SCOPE.word, PERSON], "assignments"),
    headed(String.raw`${START}(case)(?=[ \t]*\{)`, [SCOPE.word], "assignments"),
    headed(
        String.raw`${START}(api)${BLANK}([A-Z]+)(?=${BLANK}")`,
        [SCOPE.word, "constant.language.method"],
        match(
            String.raw`(?<=")${BLANK}(answers)${BLANK}(\d+)(?:${BLANK}(json))?`,
            SCOPE.clause,
            "constant.numeric.status",
            SCOPE.clause,
        ),
        match(String.raw`(?<=")${BLANK}(does${BLANK}not${BLANK}answer)\b`, SCOPE.clause),
        "json",
        "jsonList",
        "expression",
    ),
    headed(String.raw`${START}(expect)\b`, [SCOPE.word], "expected", "expression"),
    named(String.raw`(${NAME})${BLANK}(enters)${BLANK}(${NAME})`, [PERSON, SCOPE.clause, SCOPE.flow], "expression"),
    named(String.raw`(${NAME})${BLANK}(takes)${BLANK}(${NAME})${BLANK}(of)${BLANK}(${LABEL})`, [
        PERSON,
        SCOPE.clause,
        SCOPE.label,
        SCOPE.clause,
        SCOPE.label,
    ]),
    named(String.raw`(${LABEL})${BLANK}(fails${BLANK}for)${BLANK}(${NAME})`, [SCOPE.label, SCOPE.clause, PERSON]),
    named(String.raw`(${NAME})${BLANK}(on${BLANK}do${BLANK}not${BLANK}contact)\b`, [PERSON, SCOPE.clause], "optOuts"),
    match(String.raw`${START}(draft)${BLANK}(${NAME})(?=[ \t]*(?:[;}]|//|$))`, SCOPE.word, SCOPE.flow),
    match(String.raw`${START}(use)${BLANK}(${NAME})(?=[ \t]*(?:[;}]|//|$))`, SCOPE.word, "entity.name.type.fixture"),
    named(
        String.raw`(?!(?:at|after)${BLANK}[\d(])(${NAME})${BLANK}(${NAME})(?:${BLANK}(of)${BLANK}(${LABEL}))?(?=[ \t]*(?:[{;}]|//|$))`,
        [PERSON, SCOPE.event, SCOPE.clause, SCOPE.label],
        "assignments",
    ),
    headed(String.raw`${START}(at|after)(?=${BLANK})`, [SCOPE.word], "expression"),
];

/** The rules of steps, by name. */
export const tests = {
    steps: {
        ...block("comments", "allowance"),
        patterns: [...use("comments", "allowance"), ...steps, ...use("expression")],
    },
    expected,
};
