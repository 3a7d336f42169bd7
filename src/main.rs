//! The `bourn` command.

fn main() -> std::process::ExitCode {
    bourn::cli::main()
}
