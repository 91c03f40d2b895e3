//! Every target with everything in its corpus, and with mutations of that.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and says with what")]

use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
};

use fuzz::{TARGETS, mutate};

/// The seeds of a target by their names: what has an extension. What the engine found has none.
fn seeds(target: &str) -> BTreeMap<String, Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files = fs::read_dir(directory).unwrap().map(|file| file.unwrap().path());
    let seeds = files.filter(|file| file.extension().is_some());
    seeds.map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), fs::read(file).unwrap())).collect()
}

/// Hands `input` to the target; where that panics, says with what.
fn run(target: fn(&[u8]) -> bool, name: &str, input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| target(input))).unwrap_or_else(|panic| {
        println!("{name}:\n{}", String::from_utf8_lossy(input));
        resume_unwind(panic)
    })
}

/// What a seed's name says of it holds: it can be read, or it is refused. Its mutations may be either.
fn run_corpus(name: &str, mutations: u64) {
    let (_, target) = TARGETS.iter().find(|(one, _)| *one == name).unwrap();
    let seeds = seeds(name);
    assert!(seeds.len() > 2, "no corpus");
    for (seed, input) in &seeds {
        assert_eq!(run(*target, seed, input), !seed.starts_with("refused"), "{seed}");
    }
    for (seed, input) in &seeds {
        for number in 0..mutations {
            run(*target, &format!("{seed}, mutation {number}"), &mutate(input, number));
        }
    }
}

macro_rules! targets {
    ($($name:ident $mutations:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            run_corpus(stringify!($name), $mutations);
        })+

        #[test]
        fn every_target_is_tested_and_a_program() {
            let tested = [$(stringify!($name)),+];
            assert_eq!(TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), tested);
            for name in tested {
                assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz_targets/{name}.rs")).is_file());
            }
        }
    };
}

// With so many mutations of each seed. Behind the first few is the workflow, which takes its time.
targets! {
    replies 500,
    frames 500,
    redirect 5_000,
    messages 500,
    pages 500,
    stored 2_000,
    policy 2_000,
    numbers 1_000,
    texts 5_000,
    organisation 5_000,
}
