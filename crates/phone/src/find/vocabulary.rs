//! The words around numbers, in the languages of the interface and a few of others, and what they say.

use std::{collections::HashMap, sync::LazyLock};

use super::words::is_east_asian;

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

/// Words in lower case, parted by spaces; each once.
const WORDS: &[(Meaning, &str)] = &[
    // English
    (
        Meaning::Against,
        "conf order invoice inv sku case ref reference refno ticket tracking track account acct acc serial sn id \
         ids uid uuid guid ssn isbn issn ein tin vat iban bic swift routing policy claim po purchase receipt \
         transaction txn part batch lot license licence registration passport booking reservation confirmation \
         shipment parcel waybill awb barcode upc ean gtin asin imei imsi iccid ip version ver build pages row \
         section chapter zip postcode pin otp password visa mastercard amex amount balance contract membership \
         mrn dob coordinates lat lng latitude longitude pid bug commit vin doi patent rma cas npi cusip duns \
         docket loan meter checksum hash timestamp epoch revision incident oclc pmid lccn orderid caseid userid \
         ordernumber trackingnumber invoicenumber usps ups fedex dhl requisition fig sort aba nhs medicare score \
         range",
    ),
    // German
    (
        Meaning::Against,
        "bestellung auftrag rechnung sendung paket vorgang aktenzeichen az referenz beleg vertrag konto kto blz \
         steuer ust ustid seriennr seite seiten zeile plz matrikel lieferschein charge betrag summe buchung \
         reservierung sendungsverfolgung kundennr hrb hra fahrgestell sendungs bestell auftrags rechnungs kunden \
         artikel vorgangs vertrags serien",
    ),
    // Spanish
    (
        Meaning::Against,
        "pedido factura caso referencia tique cuenta serie seguimiento envío guía expediente póliza contrato \
         recibo albarán dni nif cif nie página páginas versión lote importe folio orden reserva rfc curp rut ruc \
         nit cuit código rastreo matrícula",
    ),
    // French
    (
        Meaning::Against,
        "commande facture dossier réf référence compte série suivi colis siret siren tva contrat devis montant \
         réservation rcs sécu nir expédition rib ape adhérent",
    ),
    // Portuguese
    (
        Meaning::Against,
        "fatura nota nf nfe protocolo referência chamado conta rastreio rastreamento cpf cnpj cep boleto versão \
         ordem cartão agência inscrição apólice encomenda rg cnh renavam compra processo matricula item model \
         page total fiscal artículo article artigo",
    ),
    // Registers and taxes, wherever
    (
        Meaning::Against,
        "cvr cpr regon nip pesel krs iva piva kvk bsn btw abn acn tfn ird sin orgnr ičo ico dič инн кпп снилс \
         огрн gst gstin uen aadhaar αφμ utr clabe bsb ahv crn art firmware tag badge permit warrant coupon \
         voucher locator pnr rx ndc catalog catalogue cat drawing dwg asset gutschein ausweis cupón cupom bon",
    ),
    // English
    (
        Meaning::For,
        "reachable incoming outgoing ani dnis cli msisdn msg message messaged rang tel tels telephone telephones \
         phone phones ph phoned phoning mobile mob cell cellphone cellular call calls calling called callback \
         text texts texted texting sms mms fax faxes whatsapp viber telegram imessage contact dial dialed dialled \
         ring reach reached hotline helpline helpdesk landline switchboard tollfree voicemail caller smartphone \
         telno phoneno phonenumber pager",
    ),
    // German
    (
        Meaning::For,
        "telefon tele fon handy mobil mobilfunk mobiltelefon anruf anrufe anrufen rufen rufnummer rufnr ruf \
         rückruf durchwahl telefax festnetz kontakt erreichbar erreichen wählen telefonisch anrufer textnachricht \
         kurznachricht servicenummer servicehotline simsen",
    ),
    // Spanish
    (
        Meaning::For,
        "teléfono telefono teléfonos telefonos tfno tlf tlfn tlfno telf móvil movil móviles celular cel llame \
         llamar llama llámanos llamanos llámenos llamada llamadas llamó mensaje contacto contactar contáctenos \
         marque marcar fijo wasap guasap llámame",
    ),
    // French
    (
        Meaning::For,
        "téléphone téléphoner téléphones tél portable gsm appelez appeler appel appels appelle fixe télécopie \
         télécopieur texto textos joindre joignable rappeler rappelez rappelle contactez standard composez",
    ),
    // Portuguese
    (
        Meaning::For,
        "telefone telefones fone fones celulares ligue ligar liga ligação ligou zap contato contate móveis recado \
         disque telemóvel chame",
    ),
    // Elsewhere, the plainest words
    (
        Meaning::For,
        "telefoon telefoonnummer mobiel bel bellen natel cellulare chiamare chiama chiami recapito puhelin puh \
         tlfnr mobiltelefonnummer ringa komórka kom zadzwoń dzwoń volejte hívjon apel sunați сот тел моб телефон \
         мобильный звоните позвоните мобільний телефону τηλ τηλέφωνο κινητό telepon telpon hp hubungi \
         hotlinenummer gọi điện đt sđt telefonu هاتف جوال تلفن موبایل موبايل اتصل تلفون همراه טלפון נייד फ़ोन फोन \
         मोबाइल कॉल",
    ),
    (
        Meaning::Number,
        "number numbers no nos nr num nbr nummer nummern número numero números núm nro numéro numéros n nº n° º \
         code",
    ),
    (Meaning::At, "at on under unter au al en via to from for by with von para pelo pour por"),
    (Meaning::Filler, "is the of ist lautet die der est es é le la el o a was de do da del du new"),
    (Meaning::Extension, "x ext extn xtn extension dw apparat app poste extensión int interno anexo ramal interne"),
    (
        Meaning::Label,
        "t m f p h w c d home work office main direct desk privat büro zentrale oficina casa trabajo trabalho \
         bureau domicile escritório wa",
    ),
    (
        Meaning::Thing,
        "quote job fall bill issue product card line record file document access security house room flight seat \
         gate unit produit produto produkt certificate request session device enrollment check cheque tax bank \
         documento carte tarjeta",
    ),
    (
        Meaning::Person,
        "customer client member employee student patient vendor supplier user cliente kunde socio usuario usuário \
         mitglied membre membro abonné assuré",
    ),
    (
        Meaning::Possessive,
        "my your his her our their meine deine ihre unsere seine mi tu su nuestro mon ton son notre votre leur \
         meu minha seu sua nosso",
    ),
    (
        Meaning::Currency,
        "zł kč ft lei лв руб грн din usd eur gbp jpy brl cad aud chf cny inr mxn sek nok dkk pln krw cop clp ars \
         rs rmb euro euros dollar dollars pounds pesos reais yen francs franken kr",
    ),
    (
        Meaning::Unit,
        "kg g mg km cm mm ml l gb mb kb tb bytes bits hz khz mhz ghz kwh kw v ms s sec seconds min minutes hours \
         days years px pt pcs pieces units items views users people followers rows records points times votes \
         inhabitants steps miles million millions thousand billion stück einwohner aufrufe personen jahre tage \
         stunden unidades personas habitantes pessoas visualizações vistas unités habitants vues personnes \
         percent prozent sq acres employees customers downloads likes tokens",
    ),
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

/// What one word, in lower case, says.
pub(super) fn meaning(word: &str) -> Meaning {
    static MEANINGS: LazyLock<HashMap<&str, Meaning>> = LazyLock::new(|| {
        let words = WORDS.iter().flat_map(|(meaning, words)| words.split(' ').map(|word| (word, *meaning)));
        words.collect()
    });
    match MEANINGS.get(word) {
        Some(meaning) => *meaning,
        None if word.starts_with(is_east_asian) => japanese(word),
        None => compound(word),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_as_they_are_looked_up() {
        for word in WORDS.iter().flat_map(|(_, words)| words.split(' ')) {
            assert!(!word.is_empty() && word.to_lowercase() == word, "{word:?}");
        }
    }

    #[test]
    fn no_word_is_listed_for_two_meanings() {
        let mut known = HashMap::new();
        for (meaning, words) in WORDS {
            for word in words.split(' ') {
                assert_eq!(known.insert(word, meaning), None, "{word}");
            }
        }
    }

    #[test]
    fn compounds_mean_what_their_parts_do() {
        for (word, expected) in [
            ("telefonnummer", Meaning::For),
            ("handynr", Meaning::For),
            ("bestellnummer", Meaning::Against),
            ("kundennummern", Meaning::Against),
            ("nummer", Meaning::Number),
            ("電話番号", Meaning::For),
            ("お電話は", Meaning::For),
            ("注文番号", Meaning::Against),
            ("注文", Meaning::Against),
            ("ご注文は", Meaning::Other),
            ("電話注文番号", Meaning::Against),
            ("番号", Meaning::Number),
            ("会員専用ダイヤル", Meaning::For),
            ("東京", Meaning::Other),
        ] {
            assert_eq!(meaning(word), expected, "{word}");
        }
    }
}
