//! Leaks that must not compile: each file in `tests/compile_fail/` tries one, and its `.stderr` holds what the compiler says.

#[test]
fn leaks_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
