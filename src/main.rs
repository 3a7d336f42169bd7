//! The `bourn` command.

/// Keeps the memory of columns that were dropped for those that come next.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    bourn::cli::main()
}
