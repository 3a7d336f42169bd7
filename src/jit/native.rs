//! Code in memory: made, called and freed.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_jit::{JITBuilder, JITMemoryProvider, JITModule, SystemMemoryProvider};
use cranelift_module::{Module, ModuleError, default_libcall_names};

use super::Refused;
use super::code::Set;
use super::emit::{Machine, emit, signature};
use super::parts::parts;
use super::verify::verify;
use crate::columns::WORD;
use crate::columns::fused::{Buffer, Fused, Input, Operands, Operation};
use crate::columns::{Codes, Whole};
use crate::program::{AttributeId, Id};

/// A function: the addresses of the buffers of the inputs, of the sets, of the outputs, and a number of words that is not 0.
type Function = unsafe extern "C" fn(*const *const u8, *const Set, *const *mut u64, u64);

/// Native code of a fused part. The memory of the code is freed with the last owner.
pub struct Native {
    fused: Fused,
    /// How many sets of codes are read.
    sets: usize,
    functions: Vec<Function>,
    /// Owns the functions. It is only touched to be dropped.
    _code: Code,
}

/// A module whose memory is freed with it.
struct Code(Mutex<Option<JITModule>>);

impl Drop for Code {
    fn drop(&mut self) {
        let module = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(module) = module {
            // SAFETY: nobody runs the functions or has one of them. `Native` owns both this and the only copies of the
            // functions, gives none away, and calls them while it is borrowed.
            unsafe { module.free_memory() };
        }
    }
}

impl std::fmt::Debug for Native {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Native").field("functions", &self.functions.len()).finish_non_exhaustive()
    }
}

/// Makes native code of a fused part.
///
/// # Errors
///
/// If the machine has none or lets nobody make it, or if the part is not well formed or too large. [`Fused::run`] computes the
/// same.
pub fn compile(fused: &Fused) -> Result<Arc<Native>, Refused> {
    if is_available() { compile_into(fused, Box::new(SystemMemoryProvider::new())) } else { Err(refusal()) }
}

/// Whether code can be made and run on this machine. It is tried out once.
#[must_use]
pub fn is_available() -> bool {
    static TRIED: OnceLock<bool> = OnceLock::new();
    *TRIED.get_or_init(|| tried(Box::new(SystemMemoryProvider::new())))
}

fn refusal() -> Refused {
    Refused::Memory("no code can be made and run on this machine".to_owned())
}

/// Makes the smallest code that there is and runs it.
fn tried(memory: Box<dyn JITMemoryProvider + Send>) -> bool {
    let mut fused = Fused::default();
    let input = fused.input(Input::Valid(AttributeId::from_index(0)));
    let bits = fused.operation(Operation::Bits(input));
    fused.outputs = vec![fused.operation(Operation::Not(bits)), bits];
    let mut outputs = [vec![1], vec![0]];
    let operands = Operands { buffers: vec![Buffer::Bits(None)], sets: Vec::new() };
    compile_into(&fused, memory).is_ok_and(|native| {
        native.run(&operands, 0, &mut outputs);
        outputs == [vec![0], vec![u64::MAX]]
    })
}

/// The same into memory of this provider.
fn compile_into(fused: &Fused, memory: Box<dyn JITMemoryProvider + Send>) -> Result<Arc<Native>, Refused> {
    verify(fused)?;
    let parts = parts(fused)?;
    let isa = isa()?;
    let machine = machine(&*isa);
    let mut builder = JITBuilder::with_isa(isa, default_libcall_names());
    builder.memory_provider(memory);
    let mut module = JITModule::new(builder);
    let mut context = module.make_context();
    let mut made = Vec::new();
    for part in &parts {
        context.func.signature = signature(module.isa().default_call_conv());
        emit(fused, part, machine, &mut context.func);
        let function = module.declare_anonymous_function(&context.func.signature).map_err(refused)?;
        module.define_function(function, &mut context).map_err(refused)?;
        module.clear_context(&mut context);
        made.push(function);
    }
    let finalized = module.finalize_definitions().map_err(refused);
    let addresses: Vec<*const u8> = match finalized {
        Ok(()) => made.into_iter().map(|function| module.get_finalized_function(function)).collect(),
        Err(_) => Vec::new(),
    };
    let code = Code(Mutex::new(Some(module)));
    finalized?;
    // SAFETY: the functions were declared with `signature`, which are these four parameters and no result, in the calling
    // convention of the machine, which is that of `extern "C"`.
    let function = |address| unsafe { std::mem::transmute::<*const u8, Function>(address) };
    let functions = addresses.into_iter().map(function).collect();
    Ok(Arc::new(Native { fused: fused.clone(), sets: sets(fused), functions, _code: code }))
}

fn refused(error: ModuleError) -> Refused {
    match error {
        ModuleError::Allocation { .. } | ModuleError::Backend(_) => Refused::Memory(error.to_string()),
        _ => Refused::Generator(error.to_string()),
    }
}

/// The machine at hand. Nothing is optimised: the code is emitted as it shall be, each thing once; what an optimiser would do,
/// to move constants out of the loop and to load once what several tests read, needs more registers than there are.
pub(super) fn isa() -> Result<OwnedTargetIsa, Refused> {
    let machine = |reason: &str| Refused::Machine(reason.to_owned());
    if cfg!(not(all(target_pointer_width = "64", target_endian = "little"))) {
        return Err(machine("not a machine of 64 bits whose numbers begin with the lowest byte"));
    }
    let mut flags = settings::builder();
    for (name, value) in [
        ("opt_level", "none"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
        ("unwind_info", "false"),
        ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
    ] {
        flags.set(name, value).map_err(|error| Refused::Machine(error.to_string()))?;
    }
    let isa = cranelift_native::builder().map_err(machine)?;
    let isa = isa.finish(settings::Flags::new(flags)).map_err(|error| Refused::Machine(error.to_string()))?;
    let sse = cfg!(target_arch = "x86_64") && !(has(&*isa, "has_ssse3") && has(&*isa, "has_sse42"));
    if sse { Err(machine("a processor without SSE 4.2")) } else { Ok(isa) }
}

/// What the machine can do.
pub(super) fn machine(isa: &dyn TargetIsa) -> Machine {
    Machine { shuffles: has(isa, "has_ssse3"), frontend: isa.frontend_config() }
}

fn has(isa: &dyn TargetIsa, feature: &str) -> bool {
    isa.isa_flags().iter().any(|flag| flag.name == feature && flag.as_bool() == Some(true))
}

/// How many sets of codes a fused part reads.
fn sets(fused: &Fused) -> usize {
    let set = |operation: &Operation| match operation {
        Operation::Code(_, set) => set + 1,
        _ => 0,
    };
    fused.operations.iter().map(set).max().unwrap_or(0)
}

impl Native {
    /// Computes the outputs for rows from `first_word * 64` on, as [`Fused::run`] does: what lies behind the last row of the
    /// batch may be anything.
    pub fn run(&self, operands: &Operands, first_word: usize, outputs: &mut [Vec<u64>]) {
        let count = outputs.first().map_or(0, Vec::len);
        let fits = operands.sets.len() >= self.sets
            && outputs.len() == self.fused.outputs.len()
            && outputs.iter().all(|output| output.len() == count);
        let whole = fits.then(|| self.whole_words(operands, first_word, count)).flatten().unwrap_or(0);
        if whole > 0 {
            self.run_whole(operands, first_word, whole, outputs);
        }
        if whole == count {
            return;
        }
        // The word in which the batch ends, and everything if the operands are not those of this layout.
        let mut rest = vec![vec![0; count - whole]; outputs.len()];
        self.fused.run(operands, first_word + whole, &mut rest);
        for (output, rest) in outputs.iter_mut().zip(rest) {
            output[whole..].copy_from_slice(&rest);
        }
    }

    /// How many of the words have all their 64 rows in every buffer. Nothing if a buffer is not what the code reads.
    fn whole_words(&self, operands: &Operands, first_word: usize, count: usize) -> Option<usize> {
        if operands.buffers.len() != self.fused.inputs.len() {
            return None;
        }
        let mut whole = count;
        for (input, buffer) in self.fused.inputs.iter().zip(&operands.buffers) {
            let rows = match (input, buffer) {
                (Input::True(_) | Input::Valid(_), Buffer::Bits(None)) => continue,
                (Input::True(_) | Input::Valid(_), Buffer::Bits(Some(mask))) => mask.rows(),
                (Input::Whole(_, bytes), Buffer::Whole(numbers)) if *bytes == numbers.width() => {
                    numbers.len()
                }
                (Input::Codes(_, bytes), Buffer::Codes(codes)) if *bytes == codes.width() => codes.len(),
                _ => return None,
            };
            whole = whole.min((rows / WORD).saturating_sub(first_word));
        }
        Some(whole)
    }

    /// Calls the functions for words that have all their rows.
    fn run_whole(&self, operands: &Operands, first_word: usize, words: usize, outputs: &mut [Vec<u64>]) {
        let all = vec![u64::MAX; if operands.buffers.iter().any(is_all) { words } else { 0 }];
        let buffers: Vec<*const u8> =
            operands.buffers.iter().map(|buffer| start(*buffer, first_word, words, &all)).collect();
        let sets: Vec<Set> = operands.sets.iter().map(Set::of).collect();
        let outputs: Vec<*mut u64> = outputs.iter_mut().map(|output| output[..words].as_mut_ptr()).collect();
        for function in &self.functions {
            // SAFETY: the code reads what `verify` saw: 64 rows a word of the inputs and the sets that the fused part names,
            // and it writes a word to each output. `whole_words` found a buffer of the right width for every input, with all
            // these rows; `start` sliced it to them; there are as many sets as are named, whose tables `CodeSet` makes large
            // enough; and every output was just sliced to so many words. All of it is borrowed for the time of the call,
            // and the outputs are borrowed alone.
            unsafe { function(buffers.as_ptr(), sets.as_ptr(), outputs.as_ptr(), words as u64) };
        }
    }

    /// How many functions there are.
    #[must_use]
    pub fn functions(&self) -> usize {
        self.functions.len()
    }
}

fn is_all(buffer: &Buffer) -> bool {
    matches!(buffer, Buffer::Bits(None))
}

/// Where the rows of some words start in a buffer, all of which it has.
fn start(buffer: Buffer, first_word: usize, words: usize, all: &[u64]) -> *const u8 {
    let rows = first_word * WORD..(first_word + words) * WORD;
    match buffer {
        Buffer::Bits(None) => all[..words].as_ptr().cast(),
        Buffer::Bits(Some(mask)) => mask.words()[first_word..first_word + words].as_ptr().cast(),
        Buffer::Whole(Whole::I8(numbers)) => numbers[rows].as_ptr().cast(),
        Buffer::Whole(Whole::I16(numbers)) => numbers[rows].as_ptr().cast(),
        Buffer::Whole(Whole::I32(numbers)) => numbers[rows].as_ptr().cast(),
        Buffer::Whole(Whole::I64(numbers)) => numbers[rows].as_ptr().cast(),
        Buffer::Whole(Whole::I128(numbers)) => numbers[rows].as_ptr().cast(),
        Buffer::Codes(Codes::U8(codes)) => codes[rows].as_ptr().cast(),
        Buffer::Codes(Codes::U16(codes)) => codes[rows].as_ptr().cast(),
        Buffer::Codes(Codes::U32(codes)) => codes[rows].as_ptr().cast(),
    }
}

const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Native>();
};

#[cfg(test)]
mod tests {
    use std::io;

    use cranelift_jit::{BranchProtection, JITMemoryKind};
    use cranelift_module::ModuleResult;

    use super::*;

    /// A system that gives memory, but lets nobody execute it; or gives none.
    struct Hardened {
        memory: SystemMemoryProvider,
        gives: bool,
    }

    impl JITMemoryProvider for Hardened {
        fn allocate(&mut self, size: usize, align: u64, kind: JITMemoryKind) -> io::Result<*mut u8> {
            if self.gives {
                self.memory.allocate(size, align, kind)
            } else {
                Err(io::ErrorKind::OutOfMemory.into())
            }
        }

        unsafe fn free_memory(&mut self) {
            // SAFETY: that of the caller.
            unsafe { self.memory.free_memory() };
        }

        fn finalize(&mut self, _: BranchProtection) -> ModuleResult<()> {
            let denied = io::Error::from(io::ErrorKind::PermissionDenied);
            Err(ModuleError::Allocation { err: denied })
        }
    }

    #[test]
    fn refused_memory_is_told_and_harms_nobody() {
        for gives in [true, false] {
            let hardened = || Box::new(Hardened { memory: SystemMemoryProvider::new(), gives });
            let mut fused = Fused::default();
            fused.outputs = vec![fused.operation(Operation::Constant(true))];
            let refused = compile_into(&fused, hardened()).map(|_| ()).map_err(|error| error.to_string());
            assert!(refused.is_err(), "code was made in memory that cannot be executed");
            assert!(!tried(hardened()));
        }
    }

    #[test]
    fn this_machine_makes_code_or_says_why() {
        let mut fused = Fused::default();
        fused.outputs = vec![fused.operation(Operation::Constant(true))];
        assert_eq!(compile(&fused).is_ok(), is_available());
    }
}
