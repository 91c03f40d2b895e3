//! Grouping the digits of a number while it is typed.

use crate::{
    country::Country,
    plan::{Format, PLACEHOLDER, Plan},
};

/// A plan's formats are told apart by the first digits of the national number, three at least.
const ENOUGH_TO_CHOOSE: usize = 3;

/// Formats a number key by key. What it shows after each key is what Google's `AsYouTypeFormatter` shows.
///
/// ```
/// # use phone::{AsYouType, Country};
/// let mut typing = AsYouType::new(Country::new("US").expect("supported"));
/// let shown: Vec<String> = "3175550142".chars().map(|key| typing.push(key).to_owned()).collect();
/// assert_eq!(shown[3..], ["317-5", "317-55", "317-555", "317-5550", "(317) 555-01", "(317) 555-014", "(317) 555-0142"]);
/// ```
#[derive(Clone, Debug)]
pub struct AsYouType {
    home: Plan,
    plan: Plan,
    mode: Mode,
    /// Every key, as typed.
    keys: String,
    /// Of the keys, the digits and the leading plus.
    dialled: String,
    /// What of `dialled` comes before the national number, as shown: prefix for abroad, calling code, national prefix.
    prefix: String,
    /// What of `prefix` is the national prefix.
    national_prefix: String,
    national: String,
    /// The number is written in full: with a calling code or a national prefix.
    complete: bool,
    /// Formats that the national number may still come out in.
    formats: Vec<Format>,
    template: Template,
    output: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Formatting,
    /// A plus or the prefix for abroad was typed; the calling code is not complete.
    AwaitingCallingCode,
    /// No format fits the digits; a longer prefix may still change that.
    NoFormat,
    /// A key that is no digit was typed: the text is left alone.
    Verbatim,
}

/// The format in use with its digits filled in so far.
#[derive(Clone, Debug, Default)]
struct Template {
    pattern: Option<&'static str>,
    chars: Vec<char>,
    last_filled: usize,
    /// A space stands between the national prefix and the number.
    parts_prefix: bool,
}

impl AsYouType {
    /// Nothing typed yet, in `country`.
    #[must_use]
    pub fn new(country: Country) -> Self {
        let home = country.plan();
        Self {
            home,
            plan: home,
            mode: Mode::Formatting,
            keys: String::new(),
            dialled: String::new(),
            prefix: String::new(),
            national_prefix: String::new(),
            national: String::new(),
            complete: false,
            formats: Vec::new(),
            template: Template::default(),
            output: String::new(),
        }
    }

    /// Takes one more key, an ASCII digit or a plus at the start, and gives the whole text to show. Any other key ends
    /// the formatting: from then on the keys are shown as they came.
    pub fn push(&mut self, key: char) -> &str {
        self.output = self.shown_after(key);
        &self.output
    }

    fn shown_after(&mut self, key: char) -> String {
        let first = self.keys.is_empty();
        self.keys.push(key);
        match key {
            '0'..='9' => {
                self.dialled.push(key);
                self.national.push(key);
            }
            '+' if first => self.dialled.push(key),
            _ => self.mode = Mode::Verbatim,
        }
        match self.mode {
            Mode::Verbatim => self.keys.clone(),
            Mode::NoFormat => self.try_longer_prefix(),
            Mode::Formatting | Mode::AwaitingCallingCode if self.dialled.len() < ENOUGH_TO_CHOOSE => self.keys.clone(),
            Mode::Formatting if self.dialled.len() == ENOUGH_TO_CHOOSE => {
                if self.take_abroad_prefix() {
                    self.mode = Mode::AwaitingCallingCode;
                    self.await_calling_code()
                } else {
                    self.national_prefix = self.take_national_prefix();
                    self.choose_format()
                }
            }
            Mode::AwaitingCallingCode => self.await_calling_code(),
            Mode::Formatting if self.formats.is_empty() => self.choose_format(),
            Mode::Formatting => self.go_on(key),
        }
    }

    fn await_calling_code(&mut self) -> String {
        if self.take_calling_code() {
            self.mode = Mode::Formatting;
        }
        format!("{}{}", self.prefix, self.national)
    }

    /// A format is in use: the key goes into it, unless the number is complete in one or needs another.
    fn go_on(&mut self, key: char) -> String {
        let filled = self.fill(key);
        if let Some(text) = self.completed() {
            return text;
        }
        self.narrow_formats();
        if self.renew_template() {
            return self.fill_all();
        }
        match filled {
            Some(national) if self.mode == Mode::Formatting => self.prefixed(&national),
            _ => self.keys.clone(),
        }
    }

    fn choose_format(&mut self) -> String {
        if self.national.len() < ENOUGH_TO_CHOOSE {
            return self.prefixed(&self.national);
        }
        self.collect_formats();
        if let Some(text) = self.completed() {
            return text;
        }
        if self.renew_template() { self.fill_all() } else { self.keys.clone() }
    }

    /// With more digits the prefix for abroad may be complete, or a longer national prefix; then there is another chance.
    fn try_longer_prefix(&mut self) -> String {
        if self.take_abroad_prefix() {
            if !self.take_calling_code() {
                return self.keys.clone();
            }
        } else if self.take_longer_national_prefix() {
            self.prefix.push(' ');
        } else {
            return self.keys.clone();
        }
        self.mode = Mode::Formatting;
        self.formats.clear();
        let parts_prefix = self.template.parts_prefix;
        self.template = Template { parts_prefix, ..Template::default() };
        self.choose_format()
    }

    fn take_abroad_prefix(&mut self) -> bool {
        let len = if self.dialled.starts_with('+') { 1 } else { self.plan.abroad_prefix_len(&self.dialled) };
        if len == 0 {
            return false;
        }
        let (prefix, rest) = self.dialled.split_at(len);
        self.complete = true;
        self.prefix = prefix.to_owned();
        self.national = rest.to_owned();
        if prefix != "+" {
            self.prefix.push(' ');
        }
        true
    }

    fn take_calling_code(&mut self) -> bool {
        let Some((plan, rest)) = Plan::starting(&self.national) else {
            return false;
        };
        self.prefix += &format!("{} ", plan.calling_code());
        self.national = rest.to_owned();
        self.national_prefix.clear();
        if plan != self.home {
            self.plan = plan;
        }
        true
    }

    /// Moves the national prefix, if there is one, from the national number to the prefix.
    fn take_national_prefix(&mut self) -> String {
        let len = if self.has_nanp_prefix() {
            self.prefix.push_str("1 ");
            self.complete = true;
            1
        } else {
            let len = self.plan.national_prefix_len(&self.national);
            if len > 0 {
                self.complete = true;
                self.prefix.push_str(&self.national[..len]);
            }
            len
        };
        let rest = self.national.split_off(len);
        std::mem::replace(&mut self.national, rest)
    }

    /// In North America the national prefix is the calling code; no area code begins with 0 or 1.
    fn has_nanp_prefix(&self) -> bool {
        let mut digits = self.national.chars();
        self.plan.calling_code() == 1 && digits.next() == Some('1') && !matches!(digits.next(), Some('0' | '1'))
    }

    fn take_longer_national_prefix(&mut self) -> bool {
        if !self.national_prefix.is_empty() {
            self.national.insert_str(0, &self.national_prefix);
            self.prefix.truncate(self.prefix.rfind(&self.national_prefix).unwrap_or(0));
        }
        let taken = self.take_national_prefix();
        let longer = taken != self.national_prefix;
        self.national_prefix = taken;
        longer
    }

    fn collect_formats(&mut self) {
        let has_prefix = !self.national_prefix.is_empty();
        let formats = self.plan.formats(self.complete && !has_prefix).filter(|format| {
            if has_prefix {
                format.wants_national_prefix() || format.national_prefix_is_optional() || format.has_carrier_rule()
            } else {
                self.complete || !format.wants_national_prefix() || format.national_prefix_is_optional()
            }
        });
        self.formats.extend(formats.filter(|format| format.suits_typing()));
        self.narrow_formats();
    }

    fn narrow_formats(&mut self) {
        let national = &self.national;
        self.formats.retain(|format| format.admits(national));
    }

    /// The text, if the digits are a complete number of a format and it shows each of them.
    fn completed(&mut self) -> Option<String> {
        for format in &self.formats {
            let Some(national) = format.apply(&self.national) else {
                continue;
            };
            self.template.parts_prefix = format.parts_national_prefix();
            let text = self.prefixed(&national);
            if text.chars().filter(|c| c.is_ascii_digit() || *c == '+').eq(self.dialled.chars()) {
                return Some(text);
            }
        }
        None
    }

    /// Takes the first format that has room for the digits. Says whether that is another than before.
    fn renew_template(&mut self) -> bool {
        for format in &self.formats {
            if self.template.pattern == Some(format.pattern()) {
                return false;
            }
            self.template.chars.clear();
            if let Some(chars) = format.template(self.national.len()) {
                self.template = Template {
                    pattern: Some(format.pattern()),
                    chars,
                    last_filled: 0,
                    parts_prefix: format.parts_national_prefix(),
                };
                return true;
            }
        }
        self.mode = Mode::NoFormat;
        false
    }

    fn fill_all(&mut self) -> String {
        if self.national.is_empty() {
            return self.prefix.clone();
        }
        let mut filled = None;
        for digit in self.national.clone().chars() {
            filled = self.fill(digit);
        }
        match filled {
            Some(national) if self.mode == Mode::Formatting => self.prefixed(&national),
            _ => self.keys.clone(),
        }
    }

    /// The template up to and with the next digit, or nothing when it is full.
    fn fill(&mut self, digit: char) -> Option<String> {
        let template = &mut self.template;
        let free = template.chars.iter().skip(template.last_filled).position(|c| *c == PLACEHOLDER);
        let Some(free) = free else {
            template.pattern = None;
            if self.formats.len() == 1 {
                self.mode = Mode::NoFormat;
            }
            return None;
        };
        template.last_filled += free;
        template.chars[template.last_filled] = digit;
        Some(template.chars[..=template.last_filled].iter().collect())
    }

    fn prefixed(&self, national: &str) -> String {
        let space =
            if self.template.parts_prefix && !self.prefix.is_empty() && !self.prefix.ends_with(' ') { " " } else { "" };
        format!("{}{space}{national}", self.prefix)
    }
}
