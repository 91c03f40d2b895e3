//! Permissions: `domain:entity:action`. A grant may end in `*`.

/// The permissions of a user: what is granted, less what is withheld.
#[derive(Debug, Clone, Default)]
pub struct Permissions {
    granted: Vec<String>,
    withheld: Vec<String>,
}

/// What an operation asks for (`x-genesys-permissions` of the API's description).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Each of them.
    All(&'static [&'static str]),
    /// One of them.
    Any(&'static [&'static str]),
}

impl Permissions {
    /// Everything in `granted` but `withheld`.
    #[must_use]
    pub fn new(granted: Vec<String>, withheld: Vec<String>) -> Self {
        Self { granted, withheld }
    }

    /// Whether `permission` is among them.
    #[must_use]
    pub fn has(&self, permission: &str) -> bool {
        !self.withheld.iter().any(|pattern| covers(pattern, permission))
            && self.granted.iter().any(|pattern| covers(pattern, permission))
    }

    /// Those that are granted, as the API lists them.
    pub fn list(&self) -> impl Iterator<Item = &str> {
        self.granted
            .iter()
            .map(String::as_str)
            .filter(|granted| !self.withheld.iter().any(|pattern| covers(pattern, granted)))
    }

    /// Checks what an operation asks for.
    ///
    /// # Errors
    /// The permissions that are missing: for [`Required::Any`], all of those of which one would do.
    pub fn check(&self, required: Required) -> Result<(), Vec<&'static str>> {
        let missing =
            |list: &[&'static str]| list.iter().copied().filter(|permission| !self.has(permission)).collect::<Vec<_>>();
        match required {
            Required::All(list) => {
                let missing = missing(list);
                if missing.is_empty() { Ok(()) } else { Err(missing) }
            }
            Required::Any(list) if list.iter().any(|permission| self.has(permission)) => Ok(()),
            Required::Any(list) => Err(list.to_vec()),
        }
    }
}

fn covers(pattern: &str, permission: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => permission.starts_with(start),
        None => pattern == permission,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permissions(granted: &[&str], withheld: &[&str]) -> Permissions {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        Permissions::new(owned(granted), owned(withheld))
    }

    #[test]
    fn a_star_grants_all_that_begin_so() {
        let some = permissions(&["conversation:message:*", "routing:*"], &[]);
        assert!(some.has("conversation:message:create"));
        assert!(some.has("routing:queue:view"));
        assert!(!some.has("conversation:communication:view"));
        assert!(!some.has("conversation:messageMedia:view"));
    }

    #[test]
    fn what_is_withheld_wins() {
        let some = permissions(&["conversation:*"], &["conversation:message:create"]);
        assert!(!some.has("conversation:message:create"));
        assert!(some.has("conversation:message:view"));
    }

    #[test]
    fn all_names_what_is_missing_and_any_names_the_choice() {
        let some = permissions(&["a:b:c"], &[]);
        assert_eq!(some.check(Required::All(&["a:b:c", "a:b:d"])), Err(vec!["a:b:d"]));
        assert_eq!(some.check(Required::Any(&["a:b:c", "a:b:d"])), Ok(()));
        assert_eq!(some.check(Required::Any(&["a:b:x", "a:b:y"])), Err(vec!["a:b:x", "a:b:y"]));
    }
}
