//! The program `kith`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
