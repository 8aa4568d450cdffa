//! A token cannot be copied.
use pejling::ballot::Token;

fn copy(token: &Token) -> Token {
    token.clone()
}

fn main() {}
