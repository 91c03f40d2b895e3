//! The words around a number, in the languages of the interface: those that say that it is one, and those that say that it
//! is something else.

use std::ops::Range;

use super::text::Text;

/// How far back a word is looked for.
const REACH: usize = 64;
/// How much of a row of cells is looked at.
const LONGEST_ROW: usize = 120;
/// How many words that say nothing may stand between.
const PATIENCE: usize = 5;

/// What a word says of a number beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is a phone number: phone, call, móvil.
    For,
    /// It is one if the word is its label: home, T, M.
    Label,
    /// It is something else: order, invoice, IBAN.
    Against,
    /// It is something else if the thing's number is spoken of: session no. Without, it may be.
    Thing,
    /// It is something else if the person's number is spoken of: customer no. Without, it says nothing.
    Person,
    /// number, no.
    Number,
    /// my, your.
    Possessive,
    /// is, the, of: nothing, and nothing stands between.
    Filler,
    /// at, under: a number that can be reached follows.
    At,
    /// An extension follows.
    Extension,
    /// Money.
    Currency,
    /// A measure.
    Unit,
    /// Nothing.
    Other,
}

/// What the words around say of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// It is a phone number.
    For,
    /// It is something else, and the word is its label.
    Against,
    None,
}

impl Context {
    pub(super) fn is_for(self) -> bool {
        self == Self::For
    }
}

const FOR: &[&str] = &[
    "reachable",
    "incoming",
    "outgoing",
    // English
    "ani",
    "dnis",
    "cli",
    "msisdn",
    "msg",
    "message",
    "messaged",
    "rang",
    "tel",
    "tels",
    "telephone",
    "telephones",
    "phone",
    "phones",
    "ph",
    "phoned",
    "phoning",
    "mobile",
    "mob",
    "cell",
    "cellphone",
    "cellular",
    "call",
    "calls",
    "calling",
    "called",
    "callback",
    "text",
    "texts",
    "texted",
    "texting",
    "sms",
    "mms",
    "fax",
    "faxes",
    "whatsapp",
    "viber",
    "telegram",
    "imessage",
    "contact",
    "dial",
    "dialed",
    "dialled",
    "ring",
    "reach",
    "reached",
    "hotline",
    "helpline",
    "helpdesk",
    "landline",
    "switchboard",
    "tollfree",
    "voicemail",
    "caller",
    "smartphone",
    "telno",
    "phoneno",
    "phonenumber",
    "pager",
    // German
    "telefon",
    "tele",
    "fon",
    "handy",
    "mobil",
    "mobilfunk",
    "mobiltelefon",
    "anruf",
    "anrufe",
    "anrufen",
    "rufen",
    "rufnummer",
    "rufnr",
    "ruf",
    "rückruf",
    "durchwahl",
    "telefax",
    "festnetz",
    "kontakt",
    "erreichbar",
    "erreichen",
    "wählen",
    "telefonisch",
    "anrufer",
    "textnachricht",
    "kurznachricht",
    "servicenummer",
    "servicehotline",
    "simsen",
    // Spanish
    "teléfono",
    "telefono",
    "teléfonos",
    "telefonos",
    "tfno",
    "tlf",
    "tlfn",
    "tlfno",
    "telf",
    "móvil",
    "movil",
    "móviles",
    "celular",
    "cel",
    "llame",
    "llamar",
    "llama",
    "llámanos",
    "llamanos",
    "llámenos",
    "llamada",
    "llamadas",
    "llamó",
    "mensaje",
    "contacto",
    "contactar",
    "contáctenos",
    "marque",
    "marcar",
    "fijo",
    "wasap",
    "guasap",
    "llámame",
    // French
    "téléphone",
    "téléphoner",
    "téléphones",
    "tél",
    "portable",
    "gsm",
    "appelez",
    "appeler",
    "appel",
    "appels",
    "appelle",
    "fixe",
    "télécopie",
    "télécopieur",
    "texto",
    "textos",
    "joindre",
    "joignable",
    "rappeler",
    "rappelez",
    "rappelle",
    "contactez",
    "standard",
    "composez",
    // Portuguese
    "telefone",
    "telefones",
    "fone",
    "fones",
    "celulares",
    "ligue",
    "ligar",
    "liga",
    "ligação",
    "ligou",
    "zap",
    "contato",
    "contate",
    "móveis",
    "recado",
    "disque",
    "telemóvel",
    "chame",
];

/// Other languages' plainest words, for pages beyond those of the interface.
const FOR_ELSEWHERE: &[&str] = &[
    "telefoon",
    "telefoonnummer",
    "mobiel",
    "bel",
    "bellen",
    "natel",
    "cellulare",
    "chiamare",
    "chiama",
    "chiami",
    "recapito",
    "puhelin",
    "puh",
    "tlf",
    "tlfnr",
    "mobiltelefonnummer",
    "ring",
    "ringa",
    "komórka",
    "kom",
    "zadzwoń",
    "dzwoń",
    "volejte",
    "hívjon",
    "apel",
    "sunați",
    "сот",
    "тел",
    "моб",
    "телефон",
    "мобильный",
    "звоните",
    "позвоните",
    "мобільний",
    "телефону",
    "τηλ",
    "τηλέφωνο",
    "κινητό",
    "telepon",
    "telpon",
    "hp",
    "hubungi",
    "hotlinenummer",
    "gọi",
    "điện",
    "đt",
    "sđt",
    "telefonu",
    "هاتف",
    "جوال",
    "تلفن",
    "موبایل",
    "موبايل",
    "اتصل",
    "تلفون",
    "همراه",
    "טלפון",
    "נייד",
    "फ़ोन",
    "फोन",
    "मोबाइल",
    "कॉल",
];

const LABELS: &[&str] = &[
    "t",
    "m",
    "f",
    "p",
    "h",
    "w",
    "c",
    "d",
    "home",
    "work",
    "office",
    "main",
    "direct",
    "desk",
    "privat",
    "büro",
    "zentrale",
    "oficina",
    "casa",
    "trabajo",
    "trabalho",
    "bureau",
    "domicile",
    "escritório",
    "wa",
    "mobile/whatsapp",
];

const AGAINST: &[&str] = &[
    // English
    "conf",
    "order",
    "invoice",
    "inv",
    "sku",
    "case",
    "ref",
    "reference",
    "refno",
    "ticket",
    "tracking",
    "track",
    "account",
    "acct",
    "acc",
    "serial",
    "sn",
    "id",
    "ids",
    "uid",
    "uuid",
    "guid",
    "ssn",
    "isbn",
    "issn",
    "ein",
    "tin",
    "vat",
    "iban",
    "bic",
    "swift",
    "routing",
    "policy",
    "claim",
    "po",
    "purchase",
    "receipt",
    "transaction",
    "txn",
    "part",
    "batch",
    "lot",
    "license",
    "licence",
    "registration",
    "passport",
    "booking",
    "reservation",
    "confirmation",
    "shipment",
    "parcel",
    "waybill",
    "awb",
    "barcode",
    "upc",
    "ean",
    "gtin",
    "asin",
    "imei",
    "imsi",
    "iccid",
    "ip",
    "version",
    "ver",
    "build",
    "pages",
    "row",
    "section",
    "chapter",
    "zip",
    "postcode",
    "pin",
    "otp",
    "password",
    "visa",
    "mastercard",
    "amex",
    "amount",
    "balance",
    "contract",
    "membership",
    "mrn",
    "dob",
    "coordinates",
    "lat",
    "lng",
    "latitude",
    "longitude",
    "pid",
    "bug",
    "commit",
    "vin",
    "doi",
    "patent",
    "rma",
    "cas",
    "npi",
    "cusip",
    "duns",
    "docket",
    "loan",
    "meter",
    "checksum",
    "hash",
    "timestamp",
    "epoch",
    "revision",
    "incident",
    "oclc",
    "pmid",
    "lccn",
    "orderid",
    "caseid",
    "userid",
    "ordernumber",
    "trackingnumber",
    "invoicenumber",
    "usps",
    "ups",
    "fedex",
    "dhl",
    "requisition",
    "fig",
    "sort",
    "aba",
    "nhs",
    "medicare",
    "score",
    "range",
    // German
    "bestellung",
    "auftrag",
    "rechnung",
    "sendung",
    "paket",
    "vorgang",
    "aktenzeichen",
    "az",
    "referenz",
    "beleg",
    "vertrag",
    "konto",
    "kto",
    "blz",
    "steuer",
    "ust",
    "ustid",
    "seriennr",
    "seite",
    "seiten",
    "zeile",
    "plz",
    "matrikel",
    "lieferschein",
    "charge",
    "betrag",
    "summe",
    "buchung",
    "reservierung",
    "sendungsverfolgung",
    "kundennr",
    "hrb",
    "hra",
    "fahrgestell",
    "sendungs",
    "bestell",
    "auftrags",
    "rechnungs",
    "kunden",
    "artikel",
    "vorgangs",
    "vertrags",
    "serien",
    "konto",
    "steuer",
    "ticket",
    // Spanish
    "pedido",
    "factura",
    "caso",
    "referencia",
    "tique",
    "cuenta",
    "serie",
    "seguimiento",
    "envío",
    "guía",
    "expediente",
    "póliza",
    "contrato",
    "recibo",
    "albarán",
    "dni",
    "nif",
    "cif",
    "nie",
    "página",
    "páginas",
    "versión",
    "lote",
    "importe",
    "folio",
    "orden",
    "reserva",
    "rfc",
    "curp",
    "rut",
    "ruc",
    "nit",
    "cuit",
    "código",
    "rastreo",
    "matrícula",
    // French
    "commande",
    "facture",
    "dossier",
    "réf",
    "référence",
    "compte",
    "série",
    "suivi",
    "colis",
    "siret",
    "siren",
    "tva",
    "contrat",
    "devis",
    "lot",
    "montant",
    "réservation",
    "rcs",
    "sécu",
    "nir",
    "expédition",
    "rib",
    "ape",
    "adhérent",
    // Portuguese
    "fatura",
    "nota",
    "nf",
    "nfe",
    "protocolo",
    "referência",
    "chamado",
    "conta",
    "rastreio",
    "rastreamento",
    "cpf",
    "cnpj",
    "cep",
    "boleto",
    "versão",
    "ordem",
    "cartão",
    "agência",
    "inscrição",
    "apólice",
    "encomenda",
    "rg",
    "cnh",
    "renavam",
    "compra",
    "processo",
    "matricula",
    "item",
    "model",
    "page",
    "total",
    "fiscal",
    "artículo",
    "article",
    "artigo",
    // Registers and taxes, wherever
    "cvr",
    "cpr",
    "regon",
    "nip",
    "pesel",
    "krs",
    "iva",
    "piva",
    "kvk",
    "bsn",
    "btw",
    "abn",
    "acn",
    "tfn",
    "ird",
    "sin",
    "orgnr",
    "ičo",
    "ico",
    "dič",
    "инн",
    "кпп",
    "снилс",
    "огрн",
    "gst",
    "gstin",
    "uen",
    "aadhaar",
    "αφμ",
    "utr",
    "clabe",
    "bsb",
    "ahv",
    "crn",
    "art",
    "firmware",
    "tag",
    "badge",
    "permit",
    "warrant",
    "coupon",
    "voucher",
    "locator",
    "pnr",
    "rx",
    "ndc",
    "catalog",
    "catalogue",
    "cat",
    "drawing",
    "dwg",
    "asset",
    "gutschein",
    "ausweis",
    "cupón",
    "cupom",
    "bon",
];

/// Nouns whose number is something else. Beside a row of digits they are enough to doubt it.
const THINGS: &[&str] = &[
    "quote",
    "job",
    "fall",
    "bill",
    "issue",
    "product",
    "card",
    "line",
    "record",
    "file",
    "document",
    "access",
    "security",
    "house",
    "room",
    "flight",
    "seat",
    "gate",
    "unit",
    "produit",
    "produto",
    "produkt",
    "certificate",
    "request",
    "session",
    "device",
    "asset",
    "enrollment",
    "check",
    "cheque",
    "tax",
    "bank",
    "documento",
    "carte",
    "tarjeta",
];

/// People who have a number of their own with us, and a phone.
const PERSONS: &[&str] = &[
    "customer", "client", "member", "employee", "student", "patient", "vendor", "supplier", "user", "cliente", "kunde",
    "socio", "usuario", "usuário", "kunden", "mitglied", "membre", "membro", "abonné", "assuré",
];

const NUMBERS: &[&str] = &[
    "number", "numbers", "no", "nos", "nr", "num", "nbr", "nummer", "nummern", "número", "numero", "números", "núm",
    "nro", "numéro", "numéros", "n", "nº", "n°", "º", "code",
];

const POSSESSIVES: &[&str] = &[
    "my", "your", "his", "her", "our", "their", "meine", "deine", "ihre", "unsere", "seine", "mi", "tu", "su",
    "nuestro", "mon", "ton", "son", "notre", "votre", "leur", "meu", "minha", "seu", "sua", "nosso",
];

const FILLERS: &[&str] = &[
    "is", "the", "of", "ist", "lautet", "die", "der", "est", "es", "é", "le", "la", "el", "o", "a", "was", "de", "do",
    "da", "del", "du", "new",
];

const AT: &[&str] = &[
    "at", "on", "under", "unter", "au", "al", "en", "via", "to", "from", "for", "by", "with", "von", "para", "pelo",
    "pour", "por",
];

const EXTENSIONS: &[&str] = &[
    "x",
    "ext",
    "extn",
    "xtn",
    "extension",
    "durchwahl",
    "dw",
    "apparat",
    "app",
    "poste",
    "extensión",
    "int",
    "interno",
    "anexo",
    "ramal",
    "interne",
];

const CURRENCIES: &[&str] = &[
    "zł", "kč", "ft", "lei", "лв", "руб", "грн", "din", "usd", "eur", "gbp", "jpy", "brl", "cad", "aud", "chf", "cny",
    "inr", "mxn", "sek", "nok", "dkk", "pln", "krw", "cop", "clp", "ars", "rs", "rmb", "euro", "euros", "dollar",
    "dollars", "pounds", "pesos", "reais", "yen", "francs", "franken", "kr",
];

const UNITS: &[&str] = &[
    "kg",
    "g",
    "mg",
    "t",
    "km",
    "m",
    "cm",
    "mm",
    "mi",
    "ft",
    "ml",
    "l",
    "gb",
    "mb",
    "kb",
    "tb",
    "bytes",
    "bits",
    "hz",
    "khz",
    "mhz",
    "ghz",
    "kwh",
    "kw",
    "w",
    "v",
    "ms",
    "s",
    "sec",
    "seconds",
    "min",
    "minutes",
    "h",
    "hours",
    "days",
    "years",
    "px",
    "pt",
    "pcs",
    "pieces",
    "units",
    "items",
    "views",
    "users",
    "people",
    "followers",
    "rows",
    "records",
    "points",
    "times",
    "votes",
    "inhabitants",
    "steps",
    "miles",
    "million",
    "millions",
    "thousand",
    "billion",
    "stück",
    "einwohner",
    "aufrufe",
    "personen",
    "jahre",
    "tage",
    "stunden",
    "unidades",
    "personas",
    "habitantes",
    "pessoas",
    "visualizações",
    "vistas",
    "unités",
    "habitants",
    "vues",
    "personnes",
    "percent",
    "prozent",
    "sq",
    "acres",
    "employees",
    "customers",
    "downloads",
    "likes",
    "tokens",
];

/// Japanese has no spaces: what a stretch says is what is found last in it.
const JAPANESE: &[(&str, Meaning)] = &[
    ("電話", Meaning::For),
    ("携帯", Meaning::For),
    ("ケータイ", Meaning::For),
    ("ファックス", Meaning::For),
    ("ファクス", Meaning::For),
    ("ファクシミリ", Meaning::For),
    ("連絡先", Meaning::For),
    ("メッセージ", Meaning::For),
    ("ご連絡", Meaning::For),
    ("ショートメール", Meaning::For),
    ("ショートメッセージ", Meaning::For),
    ("スマホ", Meaning::For),
    ("ダイヤル", Meaning::For),
    ("ダイアル", Meaning::For),
    ("コールセンター", Meaning::For),
    ("直通", Meaning::For),
    ("代表", Meaning::For),
    ("発信", Meaning::For),
    ("着信", Meaning::For),
    ("☎", Meaning::For),
    // Chinese and Korean, as far as it costs nothing.
    ("手机", Meaning::For),
    ("手機", Meaning::For),
    ("电话", Meaning::For),
    ("联系", Meaning::For),
    ("전화", Meaning::For),
    ("휴대폰", Meaning::For),
    ("핸드폰", Meaning::For),
    ("订单", Meaning::Against),
    ("연락처", Meaning::For),
    ("โทร", Meaning::For),
    ("มือถือ", Meaning::For),
    ("주문", Meaning::Against),
    ("注文", Meaning::Against),
    ("請求", Meaning::Against),
    ("請求書", Meaning::Against),
    ("領収書", Meaning::Against),
    ("追跡", Meaning::Against),
    ("伝票", Meaning::Against),
    ("口座", Meaning::Against),
    ("会員", Meaning::Against),
    ("予約", Meaning::Against),
    ("製造", Meaning::Against),
    ("シリアル", Meaning::Against),
    ("商品", Meaning::Against),
    ("品番", Meaning::Against),
    ("型番", Meaning::Against),
    ("契約", Meaning::Against),
    ("案件", Meaning::Against),
    ("チケット", Meaning::Against),
    ("参照", Meaning::Against),
    ("証券", Meaning::Against),
    ("郵便", Meaning::Against),
    ("配送", Meaning::Against),
    ("出荷", Meaning::Against),
    ("カード", Meaning::Against),
    ("ケース", Meaning::Against),
    ("マイナンバー", Meaning::Against),
    ("認証", Meaning::Against),
    ("内線", Meaning::Extension),
];

/// Whether `c` makes one word with a letter or digit beside it, as in scripts with spaces between words.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_east_asian(c)
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs that count things, or days, in East Asia.
pub(super) fn is_counter(c: char) -> bool {
    matches!(
        c,
        '円' | '年'
            | '月'
            | '日'
            | '時'
            | '分'
            | '秒'
            | '個'
            | '件'
            | '号'
            | '回'
            | '人'
            | '名'
            | '点'
            | '万'
            | '億'
            | '枚'
            | '台'
            | '冊'
            | '元'
            | '원'
            | '歳'
    )
}

/// What one word, in lower case, says.
pub(super) fn meaning(word: &str) -> Meaning {
    let within = |list: &[&str]| list.contains(&word);
    match word {
        "" => Meaning::Other,
        _ if within(AGAINST) => Meaning::Against,
        _ if within(FOR) || within(FOR_ELSEWHERE) => Meaning::For,
        _ if within(NUMBERS) => Meaning::Number,
        _ if within(AT) => Meaning::At,
        _ if within(FILLERS) => Meaning::Filler,
        _ if within(EXTENSIONS) => Meaning::Extension,
        _ if within(LABELS) => Meaning::Label,
        _ if within(THINGS) => Meaning::Thing,
        _ if within(PERSONS) => Meaning::Person,
        _ if within(POSSESSIVES) => Meaning::Possessive,
        _ if within(CURRENCIES) => Meaning::Currency,
        _ if within(UNITS) => Meaning::Unit,
        _ if word.starts_with(is_east_asian) => japanese(word),
        _ => compound(word),
    }
}

/// Where the last part of a name like `phoneNumber` starts in `word`, counted in signs; nothing for a plain word.
fn last_part(text: &Text, word: Range<usize>) -> Option<usize> {
    word.skip(1).rev().find(|at| text.at(*at).is_uppercase() && text.before(*at).is_lowercase())
}

/// A German compound is what its first part says: Telefonnummer, Bestellnummer.
fn compound(word: &str) -> Meaning {
    let of_a_number = ["nummer", "nummern", "nr"].iter().find_map(|end| word.strip_suffix(end));
    let for_ = |stem: &str| {
        [
            "telefon", "handy", "mobil", "fax", "telefax", "ruf", "hotline", "festnetz", "kontakt", "rückruf",
            "service", "anruf", "notruf", "whatsapp", "sms",
        ]
        .iter()
        .any(|known| stem.starts_with(known))
    };
    match of_a_number {
        Some(stem) if for_(stem) => Meaning::For,
        Some(_) => Meaning::Against,
        None if word.starts_with("telefon") || word.starts_with("whatsapp") => Meaning::For,
        None => Meaning::Other,
    }
}

/// A stretch of Japanese: "お電話は", "注文番号". What is in it counts, and of two the last; but a noun that names a thing
/// names a department or a purpose ("ご予約", "配送センター") unless it ends the stretch or a number of it is meant.
fn japanese(word: &str) -> Meaning {
    let word = word.trim_end_matches(['は', 'が', 'の', 'を', 'に', 'へ', 'で', 'と', 'も']);
    let last = |text: &str| {
        let known = JAPANESE.iter().filter_map(|(known, meaning)| Some((text.rfind(known)? + known.len(), *meaning)));
        known.max_by_key(|(end, _)| *end)
    };
    if let Some(stem) = ["番号", "コード", "ナンバー"].iter().find_map(|end| word.strip_suffix(end)) {
        return match last(stem) {
            _ if stem.is_empty() => Meaning::Number,
            Some((_, Meaning::For)) => Meaning::For,
            _ => Meaning::Against,
        };
    }
    match last(word) {
        Some((end, Meaning::Against)) => {
            let noun =
                JAPANESE.iter().filter(|(known, _)| word[..end].ends_with(known)).map(|(known, _)| known.len()).max();
            let polite = word[..end - noun.unwrap_or(0)].ends_with(['ご', 'お', '御']);
            if end == word.len() && !polite { Meaning::Against } else { Meaning::Other }
        }
        Some((_, meaning)) => meaning,
        None => Meaning::Other,
    }
}

fn folded(c: char) -> impl Iterator<Item = char> {
    // Full-width Latin letters.
    let c = match c {
        '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_lowercase()
}

/// Whether two signs belong to one word.
fn same_word(a: char, b: char) -> bool {
    (is_letter(a) && is_letter(b)) || (is_east_asian(a) && (is_east_asian(b)))
}

/// The word that ends at `end`, in lower case, and where it starts.
pub(super) fn ending_at(text: &Text, end: usize) -> (String, usize) {
    let least = end.saturating_sub(REACH);
    let mut start = end;
    while start > least
        && (is_letter(text.before(start)) || is_east_asian(text.before(start)))
        && (start == end || same_word(text.before(start), text.at(start)))
    {
        start -= 1;
    }
    let lower = |range: Range<usize>| text.signs(range).flat_map(|sign| folded(sign.c)).collect::<String>();
    let word = lower(start..end);
    match last_part(text, start..end) {
        Some(part) if meaning(&word) == Meaning::Other => (lower(part..end), part),
        _ => (word, start),
    }
}

/// The word that ends before `end` or before one space that stands there.
pub(super) fn before_space(text: &Text, end: usize) -> (String, usize) {
    let end = if text.before(end) == ' ' { end - 1 } else { end };
    ending_at(text, end)
}

/// The word that starts at `start`, in lower case.
pub(super) fn starting_at(text: &Text, start: usize) -> String {
    let most = (start + REACH).min(text.len());
    let mut end = start;
    while end < most
        && (is_letter(text.at(end)) || is_east_asian(text.at(end)))
        && (end == start || same_word(text.at(end), text.before(end)))
    {
        end += 1;
    }
    text.signs(start..end).flat_map(|sign| folded(sign.c)).collect()
}

/// What the words before `at` say of a number there. The nearest word that says anything counts, within the sentence; of
/// the line above, only a label.
pub(super) fn before(text: &Text, at: usize) -> Context {
    let least = at.saturating_sub(REACH);
    let mut end = at;
    let mut walk = Walk::default();
    while end > least {
        let c = text.before(end);
        if is_letter(c) || is_east_asian(c) {
            let (word, start) = ending_at(text, end);
            if let Some(context) = walk.word(text, &word, start, end) {
                return context;
            }
            end = start;
        } else {
            if walk.sign(text, end - 1) == Step::Stop {
                return Context::None;
            }
            end -= 1;
        }
    }
    Context::None
}

/// Whether a number is a cell of a person's row: `48213377,Ana,Ruiz,3175550142,active`.
pub(super) fn in_a_persons_row(text: &Text, span: &Range<usize>) -> bool {
    let comma = text.at(span.end);
    if !matches!(comma, ',' | ';' | '\t' | '|') || text.before(span.start) != comma {
        return false;
    }
    let line = |at: &usize| text.at(*at) != '\n';
    let start =
        (span.start.saturating_sub(LONGEST_ROW)..span.start).rev().take_while(line).last().unwrap_or(span.start);
    let end = (span.end..(span.end + LONGEST_ROW).min(text.len())).take_while(line).last().unwrap_or(span.end);
    let row = text.written(start..end);
    let cells: Vec<_> = row.split(comma).collect();
    let is_name = |cell: &&str| {
        cell.starts_with(char::is_uppercase) && cell.chars().all(|c| is_letter(c) || matches!(c, ' ' | '-' | '\''))
    };
    cells.len() > 3 && cells.iter().any(|cell| is_name(&cell))
}

/// What the words after a number say of it: "(cell)", "is my mobile", "is your order number".
pub(super) fn after(text: &Text, at: usize) -> Context {
    let most = (at + 40).min(text.len());
    let mut at = at;
    let mut words = 0;
    let mut copula = false;
    while at < most {
        let c = text.at(at);
        if is_letter(c) || is_east_asian(c) {
            let word = starting_at(text, at);
            let length =
                (at..most).take_while(|at| is_letter(text.at(*at)) || is_east_asian(text.at(*at))).count().max(1);
            let next = at + length;
            // With a colon it is the label of what comes next.
            let labels_next = (next..next + 3).any(|at| matches!(text.at(at), ':' | '#' | '0'..='9' | '+'));
            match meaning(&word) {
                Meaning::For if !labels_next => return Context::For,
                Meaning::Against if copula && !labels_next => return Context::Against,
                Meaning::Filler => copula = true,
                Meaning::Possessive | Meaning::Number => {}
                _ if copula && words < 6 => {}
                _ => return Context::None,
            }
            words += 1;
            at = next;
        } else if matches!(c, ' ' | '(' | '-' | '[') {
            at += 1;
        } else {
            return Context::None;
        }
    }
    Context::None
}

/// Whether "no." or "número de" stands before `start`.
fn numbered_before(text: &Text, start: usize) -> bool {
    let (earlier, at) = before_mark(text, start);
    match meaning(&earlier) {
        Meaning::Number => true,
        Meaning::Filler => meaning(&before_mark(text, at).0) == Meaning::Number,
        _ => false,
    }
}

/// The word before a space and the sign of a number.
pub(super) fn before_mark(text: &Text, end: usize) -> (String, usize) {
    let mut end = end;
    while end > 0 && matches!(text.before(end), ' ' | '\u{b0}' | '.') {
        end -= 1;
    }
    ending_at(text, end)
}

#[derive(PartialEq, Eq)]
enum Step {
    On,
    Stop,
}

/// The state of a walk back over the words before a number.
struct Walk {
    /// Nothing stands between the number and the next word that would keep it from being the label.
    direct: bool,
    numbered: bool,
    reachable: bool,
    lines: usize,
    words: usize,
    /// Digits of something else.
    digits: usize,
    /// There is a colon, a dot or a line end directly before the number.
    labelled: bool,
    /// A sign that ends a sentence, unless the word before it is an abbreviation.
    stop_ahead: bool,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            direct: true,
            numbered: false,
            reachable: false,
            lines: 0,
            words: 0,
            digits: 0,
            labelled: false,
            stop_ahead: false,
        }
    }
}

impl Walk {
    fn word(&mut self, text: &Text, word: &str, start: usize, end: usize) -> Option<Context> {
        let meaning = meaning(word);
        let stop = std::mem::take(&mut self.stop_ahead);
        if stop
            && matches!(meaning, Meaning::Other | Meaning::Possessive | Meaning::Filler | Meaning::At | Meaning::Unit)
        {
            return Some(Context::None);
        }
        if self.lines > 0 && !self.direct {
            return Some(Context::None);
        }
        match meaning {
            Meaning::For => return Some(Context::For),
            Meaning::Extension if word.starts_with(is_east_asian) => return Some(Context::Against),
            // A single letter needs a colon or the like.
            Meaning::Label if self.direct && (self.labelled || word.chars().nth(1).is_some()) => {
                return Some(Context::For);
            }
            Meaning::Against if !self.reachable => {
                let (earlier, _) = before_space(text, start);
                // "to order", "just in case".
                let to_order = matches!(earlier.as_str(), "to" | "in" | "any");
                let caller = earlier == "caller";
                if caller {
                    return Some(Context::For);
                }
                if !to_order {
                    return Some(if self.direct { Context::Against } else { Context::None });
                }
            }
            Meaning::Thing | Meaning::Person if self.direct && (self.numbered || numbered_before(text, start)) => {
                return Some(Context::Against);
            }
            Meaning::Thing if self.direct => return Some(Context::None),

            Meaning::Number if self.direct => {
                // "S/N", "P/N".
                if word == "n" && text.before(start) == '/' {
                    return Some(Context::Against);
                }
                // "Kd.-Nr.": the number of something, and only a phone has one that is meant here.
                if text.before(start) == '-' && start > 1 {
                    let (of, _) = before_mark(text, start - 1);
                    return Some(if self::meaning(&of) == Meaning::For { Context::For } else { Context::Against });
                }
                self.numbered = true;
                let (earlier, _) = before_space(text, start);
                if self::meaning(&earlier) == Meaning::Possessive {
                    return Some(Context::For);
                }
            }
            // "Référence client": the noun before it decides.
            Meaning::Person if self.direct => {}
            Meaning::Filler => {}
            Meaning::At => {
                self.reachable = true;
                self.direct = false;
            }
            _ => {
                self.direct = false;
                self.words += 1;
                if self.words > PATIENCE {
                    return Some(Context::None);
                }
            }
        }
        let _ = end;
        None
    }

    fn sign(&mut self, text: &Text, at: usize) -> Step {
        match text.at(at) {
            '\n' | '\t' => {
                self.lines += 1;
                self.labelled = true;
                if self.lines > 1 {
                    return Step::Stop;
                }
            }
            ':' | '\u{ff1a}' | '=' => self.labelled |= self.words == 0,
            '.' if !text.at(at + 1).is_ascii_digit() => {
                self.labelled |= self.words == 0;
                self.stop_ahead = true;
            }
            '!' | '?' | ';' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' => return Step::Stop,
            '#' | '\u{2116}' => self.numbered |= self.direct,
            '0'..='9' => {
                self.direct = false;
                self.digits += 1;
                // Beyond another number no word is about this one.
                if self.digits > 5 {
                    return Step::Stop;
                }
            }
            _ => {}
        }
        Step::On
    }
}
