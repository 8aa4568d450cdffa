//! E-mail addresses, parsed at the border.

use super::Redacted;

/// An e-mail address that has a chance of being one: `local@domain.tld`, no white space, at most 254 characters (RFC 5321).
/// Whether it exists, only the mail server knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EmailAddress(Redacted<String>);

impl EmailAddress {
    /// Reads an address; the domain is folded to lower case. `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let labels = || domain.split('.');
        let label_fits = |label: &str| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && local
                .chars()
                .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        (text.len() <= 254 && local_fits && labels().count() >= 2 && labels().all(label_fits))
            .then(|| Self(Redacted::new(format!("{local}@{}", domain.to_lowercase()))))
    }

    /// The address itself, for the mail transport and for HR's own register: never for a log.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_addresses_and_refuses_the_rest() {
        for good in ["anna@aalborg.dk", "Søren.Ø@Example.DK", "a+b@x-y.co"] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "anna",
            "anna@",
            "@x.dk",
            "a b@x.dk",
            "a@x",
            "a@x..dk",
            "a@-x.dk",
            "a@x.dk\nBcc: b@x.dk",
            "a@b@x.dk",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn debug_says_nothing() {
        let shown = format!("{:?}", EmailAddress::parse("anna@aalborg.dk"));
        assert!(!shown.contains("anna"), "{shown}");
    }
}
