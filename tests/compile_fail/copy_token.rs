//! A token cannot be copied or shown by accident.
use pejling::ballot::Token;

fn copy(token: &Token) -> (Token, String) {
    (token.clone(), token.to_string())
}

fn main() {}
