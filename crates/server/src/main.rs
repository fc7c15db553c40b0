//! The program `kith`.

/// Pages and the database ask for many small pieces of memory; see `docs/decisions/0009-memory.md`.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::main()
}
