//! Words by which people opt out of texts, and in again.
//!
//! A word counts when it is the whole message: *Cancel my booking* is none. Those that carriers everywhere take are
//! English (CTIA's and the FCC's lists); to them come those of the languages of the number's country.

use phone::Country;

/// What a message says about being written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// No more.
    Stop,
    /// Again.
    Start,
}

/// A message that is longer, in bytes, is none of the words.
const LONGEST: usize = 48;

struct Language {
    /// These and the words with spaces between them, which takes less room than lists.
    countries: &'static str,
    /// As [`plain`] makes them.
    stop: &'static str,
    start: &'static str,
}

const EVERYWHERE: Language = Language {
    countries: "",
    stop: "stop stopall stopplease pleasestop unsubscribe cancel end quit revoke optout remove removeme",
    start: "start unstop yes subscribe resume optin",
};

const LANGUAGES: &[Language] = &[
    // French
    Language {
        countries: "FR BE CH LU MC CA GP MQ GF RE YT PF NC SN CI CM MA DZ TN",
        stop: "arret arreter arretez desabonner desabonnement desinscrire desinscription annuler",
        start: "demarrer reprendre oui reabonner",
    },
    // German
    Language {
        countries: "DE AT CH LI LU BE",
        stop: "stopp abmelden abmeldung abbestellen aufhoren aufhoeren beenden austragen",
        start: "starten anmelden ja weiter",
    },
    // Italian
    Language {
        countries: "IT CH SM VA",
        stop: "ferma fermare basta cancella cancellami disiscrivi annulla",
        start: "inizia iniziare si riprendi",
    },
    // Spanish
    Language {
        countries: "ES US PR MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY GQ AD",
        stop: "parar alto baja cancelar detener salir noenviar desuscribir",
        start: "iniciar empezar comenzar alta si reanudar",
    },
    // Portuguese
    Language {
        countries: "PT BR AO MZ CV GW ST TL",
        stop: "parar pare sair cancelar remover descadastrar",
        start: "iniciar comecar sim voltar retomar",
    },
    // Dutch
    Language {
        countries: "NL BE SR CW AW BQ",
        stop: "stoppen afmelden uitschrijven opzeggen",
        start: "starten aanmelden ja",
    },
    // Danish, Norwegian, Swedish
    Language {
        countries: "DK NO SE FO GL SJ AX",
        stop: "stopp afmeld frameld avmeld avslutt avsluta avregistrera",
        start: "tilmeld start starta ja",
    },
    // Finnish
    Language { countries: "FI AX", stop: "lopeta peruuta peru poista", start: "aloita jatka kylla" },
    // Polish
    Language { countries: "PL", stop: "rezygnuje wypisz koniec", start: "tak wznow" },
    // Czech, Slovak
    Language { countries: "CZ SK", stop: "odhlasit zrusit konec koniec", start: "ano prihlasit" },
    // Turkish
    Language { countries: "TR CY", stop: "ret iptal dur red", start: "basla evet" },
    // Greek
    Language { countries: "GR CY", stop: "στοπ διακοπη τελοσ", start: "εναρξη ναι" },
    // Russian, Ukrainian
    Language {
        countries: "RU KZ BY KG UA",
        stop: "стоп отписаться отписка отмена видписатися відписатися",
        start: "старт да так подписаться",
    },
    // Hebrew
    Language { countries: "IL", stop: "הסר הסרה הסירו הסירואותי", start: "התחל כן" },
    // Arabic
    Language {
        countries: "AE SA EG QA KW BH OM JO LB IQ MA DZ TN LY SD YE SY PS",
        stop: "إيقاف ايقاف قف إلغاء الغاء توقف",
        start: "بدء ابدأ نعم",
    },
    // Chinese
    Language {
        countries: "CN TW HK MO SG",
        stop: "退订 退訂 取消 取消訂閱 停止 td t",
        start: "恢复 恢復 开始 開始 是",
    },
    // Japanese
    Language {
        countries: "JP",
        stop: "停止 配信停止 解除 配信解除 中止 ストップ やめて",
        start: "再開 開始 はい スタート",
    },
    // Korean
    Language { countries: "KR", stop: "수신거부 중지 중단 거부", start: "시작 수신동의 예" },
    // Hindi
    Language {
        countries: "IN", stop: "बंद बंदकरें रोकें", start: "शुरू हाँ"
    },
    // Indonesian, Malay
    Language { countries: "ID MY BN", stop: "berhenti batal", start: "mulai mula ya" },
    // Vietnamese
    Language { countries: "VN", stop: "tc huy hủy tuchoi", start: "co batdau" },
    // Thai
    Language { countries: "TH", stop: "หยุด ยกเลิก", start: "เริ่ม ใช่" },
];

/// What the whole of `text`, from a number of `country`, says about being written to, if that is what it says.
pub(crate) fn wish(text: &str, country: Option<Country>) -> Option<Wish> {
    let text = text.trim();
    if text.len() > LONGEST || text.is_empty() {
        return None;
    }
    let word = plain(text);
    let speaks = |language: &&Language| country.is_some_and(|country| has(language.countries, country.code()));
    let spoken = || std::iter::once(&EVERYWHERE).chain(LANGUAGES.iter().filter(speaks));
    if spoken().any(|language| has(language.stop, &word)) {
        Some(Wish::Stop)
    } else if spoken().any(|language| has(language.start, &word)) {
        Some(Wish::Start)
    } else {
        None
    }
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Letters and digits alone, small, without the accents of Latin letters: *Arrêt!* is `arret`, *OPT-OUT* `optout`.
fn plain(text: &str) -> String {
    text.chars().map(narrow).flat_map(char::to_lowercase).filter(|one| !is_dropped(*one)).map(bare).collect()
}

/// Punctuation, symbols, spaces, and accents that stand beside their letter; those of other scripts belong to the word.
fn is_dropped(one: char) -> bool {
    let accent = matches!(one, '\u{300}'..='\u{36f}');
    let mark_of_another_script = !one.is_alphanumeric() && ('\u{900}'..'\u{2000}').contains(&one);
    accent || !(one.is_alphanumeric() || mark_of_another_script)
}

/// A letter of the width that East Asian keyboards give it.
fn narrow(one: char) -> char {
    match one {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(one) - 0xfee0).unwrap_or(one),
        _ => one,
    }
}

fn bare(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ό' => 'ο',
        'ς' => 'σ',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, country: &str) -> Option<Wish> {
        wish(text, Country::new(country))
    }

    #[test]
    fn stop_and_its_like_are_the_whole_message() {
        for text in
            ["STOP", "Stop.", " stop ", "STOP ALL", "stop-all!", "S.T.O.P", "unsubscribe", "Opt out", "QUIT", "🛑 STOP"]
        {
            assert_eq!(of(text, "US"), Some(Wish::Stop), "{text}");
        }
        for text in
            ["", "!", "Stop by at five", "Please cancel my booking", "nonstop", "stopped", "the end is near", "no"]
        {
            assert_eq!(of(text, "US"), None, "{text}");
        }
    }

    #[test]
    fn start_lifts() {
        for text in ["START", "unstop", "Yes!", "yes"] {
            assert_eq!(of(text, "US"), Some(Wish::Start), "{text}");
        }
        assert_eq!(of("yes please, at five", "US"), None);
    }

    #[test]
    fn words_are_those_of_the_numbers_country() {
        for (text, country, wish) in [
            ("ARRÊT", "FR", Some(Wish::Stop)),
            ("arre\u{302}t", "FR", Some(Wish::Stop)),
            ("Arret", "CA", Some(Wish::Stop)),
            ("arrêt", "US", None),
            ("STOPP", "DE", Some(Wish::Stop)),
            ("Aufhören!", "DE", Some(Wish::Stop)),
            ("stopp", "US", None),
            ("Oui", "FR", Some(Wish::Start)),
            ("ja", "DE", Some(Wish::Start)),
            ("PARAR", "BR", Some(Wish::Stop)),
            ("Sí", "MX", Some(Wish::Start)),
            ("İPTAL", "TR", Some(Wish::Stop)),
            ("ΔΙΑΚΟΠΉ", "GR", Some(Wish::Stop)),
            ("ТЕЛОΣ", "GR", None),
            ("СТОП", "RU", Some(Wish::Stop)),
            ("配信停止", "JP", Some(Wish::Stop)),
            ("ＳＴＯＰ", "JP", Some(Wish::Stop)),
            ("수신거부", "KR", Some(Wish::Stop)),
            ("รับทราบ", "TH", None),
            ("ยกเลิก", "TH", Some(Wish::Stop)),
            ("बंद करें", "IN", Some(Wish::Stop)),
            ("t", "CN", Some(Wish::Stop)),
            ("t", "US", None),
        ] {
            assert_eq!(of(text, country), wish, "{text} in {country}");
        }
        assert_eq!(wish("STOP", None), Some(Wish::Stop));
    }

    #[test]
    fn the_lists_are_as_they_are_compared() {
        for language in LANGUAGES.iter().chain([&EVERYWHERE]) {
            for word in language.stop.split(' ').chain(language.start.split(' ')) {
                assert_eq!(plain(word), word);
                assert!(word.len() <= LONGEST);
            }
            let known = |code: &str| code.is_empty() || Country::new(code).is_some();
            assert!(language.countries.split(' ').all(known), "{}", language.countries);
            assert!(language.stop.split(' ').all(|word| !has(language.start, word)));
        }
    }
}
