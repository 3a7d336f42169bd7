//! `bourn dump`: golden files for each stage, and what it does with mistakes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

fn dump(stage: &str, file: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bourn"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/dump")).env("NO_COLOR", "1");
    command.args(["dump", "--stage", stage, file]).output().unwrap()
}

#[test]
fn every_stage_is_shown() {
    for stage in ["tokens", "tree", "types", "bytecode"] {
        let output = dump(stage, "shop.flow");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let shown = String::from_utf8(output.stdout).unwrap();
        insta::with_settings!({
            prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "dump"
        }, {
            insta::assert_snapshot!(stage, shown);
        });
    }
}

#[test]
fn what_cannot_be_read_has_tokens_and_a_tree_but_no_code() {
    for stage in ["tokens", "tree"] {
        let output = dump(stage, "broken.flow");
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8(output.stdout).unwrap().contains("Old"));
    }
    for stage in ["types", "bytecode"] {
        let output = dump(stage, "broken.flow");
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8(output.stderr).unwrap().contains("error[E"));
    }
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    assert_eq!(dump("tree", "nothing.flow").status.code(), Some(2));
}

#[cfg(feature = "jit")]
#[test]
fn native_code_is_shown_for_the_data_of_a_project() {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop");
    for (stage, part) in [("clif", "function u0:0("), ("asm", "ret")] {
        let output = dump(stage, shop);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(part), "{shown}");
    }
    let output = dump("clif", "shop.flow");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no people"));
}
