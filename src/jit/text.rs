//! The code as text, for those who want to see what is done.

use std::fmt::Write as _;

use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{Function, UserFuncName};

use super::Refused;
use super::emit::{emit, signature};
use super::native::{isa, machine};
use super::parts::parts;
use super::verify::verify;
use crate::columns::fused::Fused;

/// How far the code has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// What is handed to the code generator: the same for machines of a kind.
    Clif,
    /// Instructions of this machine.
    Assembly,
}

/// The native code of a fused part, a function after the other.
///
/// # Errors
///
/// If there is none.
pub fn text(fused: &Fused, stage: Stage) -> Result<String, Refused> {
    verify(fused)?;
    let isa = isa()?;
    let mut text = String::new();
    for (number, part) in parts(fused)?.iter().enumerate() {
        let name = UserFuncName::user(0, number as u32);
        let signature = signature(isa.default_call_conv());
        let mut context = Context::for_function(Function::with_name_signature(name, signature));
        emit(fused, part, machine(&*isa), &mut context.func);
        if stage == Stage::Clif {
            let _ = writeln!(text, "{}", context.func.display());
            continue;
        }
        context.set_disasm(true);
        let code = context.compile(&*isa, &mut ControlPlane::default());
        let code = code.map_err(|error| Refused::Generator(error.inner.to_string()))?;
        let _ = writeln!(text, "function u0:{number}:\n{}", code.vcode.as_deref().unwrap_or_default());
    }
    Ok(text)
}
