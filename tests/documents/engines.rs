//! The page that says which engine of sets answers what.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use bourn::laws::{AGGREGATES, Case, Coverage, EVENTS, Evaluator, OTHERS, every_kind, every_kind_agrees};

/// The path of the page.
pub(crate) const PATH: &str = "docs/reference/engines.md";

const HEAD: &str = "<!-- Made by asking; UPDATE_DOCUMENTS=1 cargo test --test documents writes this page. -->

# Engines of segments

Which part of which engine answers what of `bourn segment`. All engines mean the same. This page is made by asking every operator that a type has,
of people and with constants that are drawn, and each answer was held to the reference evaluator's; nothing is on it that was not compared.

| engine (`--engine`) | who answers |
| --- | --- |
| `reference` | the reference evaluator, row by row, whatever is asked |
| `vm` | the machine that runs byte code, row by row, whatever is asked |
| `columns` | what the tables below say; for **native**, the interpreter of the fused part |
| `jit` | what the tables below say |
| `auto` | as `columns`, and as `jit` as soon as native code pays |

| word | what it is | in `--stats` |
| --- | --- | --- |
| **native** | native code, 64 people at a time; the last few of a batch are left to the interpreter | `fused` |
| texts | a search through a column of texts, for those who are still undecided | `texts` |
| lists | a search through the texts of lists | `lists` |
| presence | whether there is a value | `presence` |
| wide | a comparison of decimals of 128 bits, one by one | `wide numbers` |
| fold | one pass over the events of each person | `fold` |
| row by row | byte code, for those people whom nothing else has decided | `rows` |

Constants stand behind the operators. What is compared with something else of the person is native if it is a number that is computed, and else answered row by row.
";

/// The page.
pub(crate) fn page() -> String {
    let coverage = every_kind_agrees(&decisions());
    let cases = every_kind();
    let mut page = HEAD.to_owned();
    let subjects = in_order(cases.iter().map(|case| case.subject.as_str()));
    for subject in subjects {
        let asked: Vec<&Case> = cases.iter().filter(|case| case.subject == subject).collect();
        let title = match subject {
            EVENTS => "Conditions on events",
            AGGREGATES => "Aggregates of events, by the type of the property",
            OTHERS => "Other conditions",
            r#type => r#type,
        };
        let _ = write!(page, "\n## {title}\n\n{}", table(&coverage, &asked));
    }
    page
}

/// A row for each operator, a column for each form.
fn table(coverage: &Coverage, cases: &[&Case]) -> String {
    let forms = in_order(cases.iter().map(|case| case.form.as_str()));
    let heads: Vec<&str> =
        forms.iter().map(|form| if form.is_empty() { "by itself" } else { *form }).collect();
    let mut table = format!("| | {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len() + 1));
    for operator in in_order(cases.iter().map(|case| case.operator.as_str())) {
        let cell = |form: &&str| {
            let case = cases.iter().find(|case| case.operator == operator && case.form == **form);
            case.map_or_else(String::new, |case| answerer(coverage, case))
        };
        let cells: Vec<String> = forms.iter().map(cell).collect();
        let _ = writeln!(table, "| `{operator}` | {} |", cells.join(" | "));
    }
    table
}

/// Who answers. Native code does what columns call fused, and nothing else.
fn answerer(coverage: &Coverage, case: &Case) -> String {
    let by = |engine| coverage.answers(case, engine).into_keys().collect::<BTreeSet<_>>();
    for engine in [Evaluator::Reference, Evaluator::Vm] {
        assert_eq!(by(engine), BTreeSet::from(["rows"]), "{case:?} by {engine:?}");
    }
    let (columns, mut native) = (by(Evaluator::Columns), by(Evaluator::Jit));
    assert_eq!(native.remove("native"), columns.contains("fused"), "{case:?} by native code");
    assert_eq!(native, columns, "{case:?} by columns and by native code");
    let words = columns.into_iter().map(|by| match by {
        "fused" => "**native**",
        "rows" => "row by row",
        "wide numbers" => "wide",
        other => other,
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Each word once, in the order in which they come.
fn in_order<'w>(words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut known = Vec::new();
    words.for_each(|word| {
        if !known.contains(&word) {
            known.push(word);
        }
    });
    known
}

/// Decisions that are always the same, by a linear congruential generator.
fn decisions() -> Vec<u8> {
    let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    std::iter::successors(Some(1_u64), next).take(1 << 20).map(|state| (state >> 56) as u8).collect()
}
