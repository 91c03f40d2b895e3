//! Where a page is at home.

use crate::country::Country;

/// By whose plans the national numbers of a page are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The agent's: what holds where the page says nothing, or where the page's own plan does not fit.
    pub default: Country,
    /// The page's, as far as its language and domain tell.
    pub page: Option<Country>,
}

/// Languages with the countries in which they are official or most people's own, the one with most speakers first. A
/// language that says too little about a place (English, Arabic) is not among them.
const LANGUAGES: &[(&str, &str)] = &[
    ("bg", "BG"),
    ("ca", "ES AD"),
    ("cs", "CZ"),
    ("da", "DK GL FO"),
    ("de", "DE AT CH LI LU BE"),
    ("el", "GR CY"),
    ("es", "ES MX CO AR PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY GQ PR US"),
    ("et", "EE"),
    ("eu", "ES"),
    ("fi", "FI"),
    ("fr", "FR CA BE CH LU MC CD CI CM MG SN ML BF NE TG BJ GN TD CF CG GA DJ RE GP MQ GF YT NC PF"),
    ("ga", "IE"),
    ("gl", "ES"),
    ("he", "IL"),
    ("hi", "IN"),
    ("hr", "HR BA"),
    ("hu", "HU"),
    ("id", "ID"),
    ("is", "IS"),
    ("it", "IT CH SM VA"),
    ("ja", "JP"),
    ("ka", "GE"),
    ("kk", "KZ"),
    ("ko", "KR"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("mk", "MK"),
    ("ms", "MY BN SG"),
    ("mt", "MT"),
    ("nb", "NO"),
    ("nl", "NL BE SR"),
    ("nn", "NO"),
    ("no", "NO"),
    ("pl", "PL"),
    ("pt", "BR PT AO MZ CV GW ST TL"),
    ("ro", "RO MD"),
    ("ru", "RU BY KZ KG"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sq", "AL XK MK"),
    ("sr", "RS ME BA"),
    ("sv", "SE FI AX"),
    ("th", "TH"),
    ("tr", "TR CY"),
    ("uk", "UA"),
    ("vi", "VN"),
];

/// Top-level domains of countries that the whole world registers: they name no place.
const FOR_EVERYBODY: &str =
    "AC AG AI AM AS BZ CC CD CO DJ FM GG GL IM IO IS LA LC LI LY ME MN MS MU NU PW SC SH SO ST SU TK TO TV VC VG VU WS";

impl Place {
    /// The place of a page with this language (`lang`, BCP 47, as written) and domain (the last label or labels of the
    /// host, `de`, `co.uk`).
    ///
    /// The domain goes first: whoever has one of a country is there, while `lang="en-US"` is what frameworks write by
    /// themselves. Then the region of the language; then the language alone, which says nothing new where it is spoken in
    /// the agent's own country.
    #[must_use]
    pub fn of(default: Country, language: Option<&str>, domain: Option<&str>) -> Self {
        let page = domain
            .and_then(country_of_domain)
            .or_else(|| language.and_then(region_of_language))
            .or_else(|| language.and_then(|language| country_of_language(language, default)));
        Self { default, page }
    }

    /// The countries to read a national number by, the likelier first.
    pub(super) fn countries(&self) -> impl Iterator<Item = Country> {
        let page = self.page.filter(|page| *page != self.default);
        page.into_iter().chain([self.default])
    }
}

fn country_of_domain(domain: &str) -> Option<Country> {
    let domain = domain.trim_end_matches('.');
    let last = domain.rsplit('.').next().filter(|last| last.len() == 2)?;
    // Britain has its domain by another code.
    let code = if last.eq_ignore_ascii_case("uk") { "GB".to_owned() } else { last.to_ascii_uppercase() };
    // Below a second level of its own (com.co) it is the country's all the same.
    let own_second_level = domain.contains('.');
    if !own_second_level && FOR_EVERYBODY.split(' ').any(|open| open == code) {
        return None;
    }
    Country::new(&code)
}

fn region_of_language(language: &str) -> Option<Country> {
    // Subtags of one letter start an extension: what follows is no region.
    let subtags = language.split(['-', '_']).skip(1).take_while(|subtag| subtag.len() > 1);
    subtags.filter(|subtag| subtag.len() == 2).find_map(Country::new)
}

fn country_of_language(language: &str, default: Country) -> Option<Country> {
    let language = language.split(['-', '_']).next()?;
    let (_, countries) = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(language))?;
    let mut countries = countries.split(' ').filter_map(Country::new);
    if countries.clone().any(|country| country == default) {
        return None;
    }
    countries.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(default: &str, language: Option<&str>, domain: Option<&str>) -> Option<String> {
        let default = Country::new(default).expect("a country");
        Place::of(default, language, domain).page.map(String::from)
    }

    #[test]
    fn a_page_is_where_its_domain_or_language_says() {
        for (default, language, domain, expected, why) in [
            ("US", None, None, None, "nothing said"),
            ("US", Some("de"), None, Some("DE"), "a language of one main country"),
            ("US", Some("DE"), None, Some("DE"), "in either case"),
            ("AT", Some("de"), None, None, "the agent's own country speaks it"),
            ("US", Some("de-AT"), Some("com"), Some("AT"), "the region of the language"),
            ("US", Some("de_CH"), None, Some("CH"), "with an underscore, as some write"),
            ("US", Some("zh-Hant-TW"), None, Some("TW"), "the region after the script"),
            ("US", Some("ja-JP-u-ca-japanese"), None, Some("JP"), "with an extension"),
            ("US", Some("en-u-ca-us"), None, None, "an extension is no region"),
            ("US", Some("en"), None, None, "English is spoken everywhere"),
            ("DE", Some("en"), None, None, "English is spoken everywhere"),
            ("DE", Some("en-US"), Some("de"), Some("DE"), "the domain goes first"),
            ("US", Some("en-GB"), Some("com"), Some("GB"), "com is no place"),
            ("US", None, Some("co.uk"), Some("GB"), "Britain has its own code"),
            ("US", None, Some("co.jp"), Some("JP"), "below a second level"),
            ("US", None, Some("io"), None, "for everybody"),
            ("US", None, Some("co"), None, "for everybody"),
            ("US", None, Some("com.co"), Some("CO"), "Colombia's own second level"),
            ("US", None, Some("eu"), None, "no country"),
            ("US", None, Some("localhost"), None, "no domain"),
            ("US", Some("pt-BR"), None, Some("BR"), "the region of the language"),
            ("US", Some(""), Some(""), None, "empty"),
            ("US", Some("es-419"), None, None, "Latin America is no country, and Spanish is spoken in the US"),
        ] {
            assert_eq!(page(default, language, domain).as_deref(), expected, "{language:?} {domain:?}: {why}");
        }
    }

    #[test]
    fn the_tables_hold_countries() {
        for (language, countries) in LANGUAGES {
            assert!(countries.split(' ').all(|code| Country::new(code).is_some()), "{language}");
        }
    }
}
