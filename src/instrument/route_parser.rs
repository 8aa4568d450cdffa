//! The language of routes: from a text such as `A18 in [en_gang, flere_gange] and @facilitator` to a tree of named tests.
//!
//! ```text
//! route = both { "or" both }            both = one { "and" one }
//! one   = "not" one | "(" route ")" | test
//! test  = "@" fact [ "=" value | "in" list ]
//!       | item "in" list | item "=" code | item "has" codes | item "lacks" codes
//!       | item compare number | "any" "(" item { "," item } ")" compare number | "count" "(" item ")" compare number
//! codes = code | list                   list = "[" code { "," code } "]"        compare = "=" | "<" | "<=" | ">" | ">="
//! ```
//! Names are not looked up here; `route_check` does that.

use super::routing::Comparison;

/// Words with a meaning of their own in routes; no item may be called so.
pub(super) const RESERVED: [&str; 8] = ["and", "or", "not", "in", "has", "lacks", "any", "count"];

const DEEPEST: usize = 32;

/// A route as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// All hold.
    All(Vec<Expression>),
    /// At least one holds.
    Any(Vec<Expression>),
    /// Does not hold.
    Not(Box<Expression>),
    /// A test on a fact: one of these values; none named means `yes`.
    Fact { name: String, values: Vec<String> },
    /// `item = word`: a choice or a number, as the item has it.
    Is { item: String, word: String },
    /// `item in [codes]`, for a single choice.
    In { item: String, codes: Vec<String> },
    /// `item has codes`, for a multiple choice.
    Has { item: String, codes: Vec<String> },
    /// `item lacks codes`, for a multiple choice.
    Lacks { item: String, codes: Vec<String> },
    /// `any(items) <= number`, or one item alone.
    Compare {
        items: Vec<String>,
        by: Comparison,
        value: i64,
    },
    /// `count(item) >= number`.
    Count {
        item: String,
        by: Comparison,
        value: i64,
    },
}

impl Expression {
    /// Every item it names.
    pub(super) fn items(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::items).collect(),
            Self::Not(inner) => inner.items(),
            Self::Fact { .. } => Vec::new(),
            Self::Is { item, .. }
            | Self::In { item, .. }
            | Self::Has { item, .. }
            | Self::Lacks { item, .. }
            | Self::Count { item, .. } => vec![item],
            Self::Compare { items, .. } => items.iter().map(String::as_str).collect(),
        }
    }
}

/// Reads a route; the error says what was expected where.
pub(super) fn parse(source: &str) -> Result<Expression, String> {
    let mut parser = Parser {
        tokens: tokens(source)?,
        next: 0,
    };
    let expression = parser.route(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.expected("\"and\", \"or\" or the end")),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Mark(&'static str),
}

fn tokens(source: &str) -> Result<Vec<Token>, String> {
    const MARKS: [&str; 11] = ["<=", ">=", "<", ">", "=", "(", ")", "[", "]", ",", "@"];
    let mut tokens = Vec::new();
    let mut rest = source.trim_start();
    while let Some(first) = rest.chars().next() {
        let word: String = rest.chars().take_while(|c| is_word(*c)).collect();
        if !word.is_empty() {
            rest = rest.get(word.len()..).unwrap_or("");
            tokens.push(Token::Word(word));
        } else if let Some(mark) = MARKS.into_iter().find(|mark| rest.starts_with(mark)) {
            rest = rest.get(mark.len()..).unwrap_or("");
            tokens.push(Token::Mark(mark));
        } else {
            return Err(format!(
                "the route has a \"{first}\" that means nothing; remove it"
            ));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn mark(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(found)) if *found == mark);
        self.next += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word == keyword);
        self.next += usize::from(found);
        found
    }

    fn must(&mut self, mark: &'static str) -> Result<(), String> {
        if self.mark(mark) {
            Ok(())
        } else {
            Err(self.expected(&format!("\"{mark}\"")))
        }
    }

    fn word(&mut self, wanted: &str) -> Result<String, String> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.expected(wanted)),
        }
    }

    fn expected(&self, wanted: &str) -> String {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(Token::Word(word)) => format!("\"{word}\""),
            Some(Token::Mark(mark)) => format!("\"{mark}\""),
        };
        let place = self.next + 1;
        format!("the route cannot be read: its word {place} is {found}, where {wanted} should be")
    }

    fn route(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.both(depth)?];
        while self.keyword("or") {
            parts.push(self.both(depth)?);
        }
        Ok(one_or(parts, Expression::Any))
    }

    fn both(&mut self, depth: usize) -> Result<Expression, String> {
        let mut parts = vec![self.one(depth)?];
        while self.keyword("and") {
            parts.push(self.one(depth)?);
        }
        Ok(one_or(parts, Expression::All))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, String> {
        if depth > DEEPEST {
            return Err(format!(
                "the route is nested more than {DEEPEST} deep; write it flatter"
            ));
        }
        if self.keyword("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.mark("(") {
            let inner = self.route(depth + 1)?;
            self.must(")")?;
            return Ok(inner);
        }
        self.test()
    }

    fn test(&mut self) -> Result<Expression, String> {
        if self.mark("@") {
            return self.fact();
        }
        if self.keyword("any") {
            self.must("(")?;
            let items = self.names("the name of an item")?;
            self.must(")")?;
            let (by, value) = self.comparison()?;
            return Ok(Expression::Compare { items, by, value });
        }
        if self.keyword("count") {
            self.must("(")?;
            let item = self.word("the name of an item")?;
            self.must(")")?;
            let (by, value) = self.comparison()?;
            return Ok(Expression::Count { item, by, value });
        }
        if matches!(self.peek(), Some(Token::Word(word)) if RESERVED.contains(&word.as_str())) {
            return Err(self.expected("an item, a fact with @, \"not\" or \"(\""));
        }
        let item = self.word("an item, a fact with @, \"not\" or \"(\"")?;
        self.item_test(item)
    }

    fn fact(&mut self) -> Result<Expression, String> {
        let name = self.word("the name of a fact")?;
        let values = if self.mark("=") {
            vec![self.word("a value of the fact")?]
        } else if self.keyword("in") {
            self.list()?
        } else {
            Vec::new()
        };
        Ok(Expression::Fact { name, values })
    }

    fn item_test(&mut self, item: String) -> Result<Expression, String> {
        if self.keyword("in") {
            let codes = self.list()?;
            return Ok(Expression::In { item, codes });
        }
        if self.keyword("has") {
            let codes = self.codes()?;
            return Ok(Expression::Has { item, codes });
        }
        if self.keyword("lacks") {
            let codes = self.codes()?;
            return Ok(Expression::Lacks { item, codes });
        }
        if self.mark("=") {
            let word = self.word("a choice or a number")?;
            return Ok(Expression::Is { item, word });
        }
        if !matches!(self.peek(), Some(Token::Mark("<" | "<=" | ">" | ">="))) {
            return Err(self.expected("in, has, lacks, =, <, <=, > or >="));
        }
        let (by, value) = self.comparison()?;
        let items = vec![item];
        Ok(Expression::Compare { items, by, value })
    }

    fn comparison(&mut self) -> Result<(Comparison, i64), String> {
        let marks = [
            ("=", Comparison::Equal),
            ("<=", Comparison::AtMost),
            ("<", Comparison::Less),
            (">=", Comparison::AtLeast),
            (">", Comparison::More),
        ];
        let Some((_, by)) = marks.into_iter().find(|(mark, _)| self.mark(mark)) else {
            return Err(self.expected("=, <, <=, > or >="));
        };
        let wanted = "a whole number";
        let word = self.word(wanted)?;
        if let Ok(value) = word.parse() {
            Ok((by, value))
        } else {
            self.next -= 1;
            Err(self.expected(wanted))
        }
    }

    fn codes(&mut self) -> Result<Vec<String>, String> {
        if self.peek() == Some(&Token::Mark("[")) {
            self.list()
        } else {
            Ok(vec![self.word("a choice or a list of choices")?])
        }
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        self.must("[")?;
        if self.mark("]") {
            return Err("the route can never hold: its list of choices is empty; name some".into());
        }
        let names = self.names("a choice")?;
        self.must("]")?;
        Ok(names)
    }

    fn names(&mut self, wanted: &str) -> Result<Vec<String>, String> {
        let mut names = vec![self.word(wanted)?];
        while self.mark(",") {
            names.push(self.word(wanted)?);
        }
        Ok(names)
    }
}

fn one_or(
    mut parts: Vec<Expression>,
    all: impl FnOnce(Vec<Expression>) -> Expression,
) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            all(parts)
        }
        None => all(parts),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn and_binds_tighter_than_or() {
        let fact = |name: &str| Expression::Fact {
            name: name.into(),
            values: vec![],
        };
        assert_eq!(
            parse("@a or @b and not @c"),
            Ok(Expression::Any(vec![
                fact("a"),
                Expression::All(vec![fact("b"), Expression::Not(Box::new(fact("c")))]),
            ]))
        );
        let compare = Expression::Compare {
            items: vec!["A22".into(), "A23".into()],
            by: Comparison::AtMost,
            value: 2,
        };
        assert_eq!(parse("( any(A22, A23) <= 2 )"), Ok(compare));
    }

    #[test]
    fn says_what_is_wrong() {
        for (route, part) in [
            ("", "its word 1 is the end"),
            ("A01 >= tre", "its word 3 is \"tre\", where a whole number"),
            ("A01 in []", "its list of choices is empty"),
            ("A01 == 3", "its word 3 is \"=\""),
            ("A01 has x A02", "where \"and\", \"or\" or the end"),
            ("A01 & A02", "\"&\" that means nothing"),
            (&"(".repeat(99), "nested more than 32 deep"),
        ] {
            let cause = parse(route).unwrap_err();
            assert!(cause.contains(part), "{route}: {cause}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(source in "[A-Ca-c0-9@()\\[\\],<>= øand ornot]{0,60}") {
            let _ = parse(&source);
        }
    }
}
