//! A table as CSV (RFC 4180), for a spreadsheet.
//!
//! No crate: what a writer needs is two rules about quotes, and the third, which none of them has, is what it is about here.
//! A spreadsheet takes a cell that begins with one of a few signs for a formula, and names come from outside. An apostrophe
//! before the sign makes it text, and leaves a number as readable as it was.

/// Tells spreadsheets that it is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The table.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let mut table = String::from(BYTE_ORDER_MARK);
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                table.push(',');
            }
            push(&mut table, cell);
        }
        table.push_str("\r\n");
    }
    table
}

/// Writes a cell; it is quoted whatever is in it.
///
/// In half of Europe a spreadsheet parts cells at semicolons, whatever the file says, and then the quotes do not hold
/// either: what follows a separator is guarded like the beginning.
fn push(table: &mut String, cell: &str) {
    table.push('"');
    let mut at_start = true;
    for sign in cell.chars() {
        if at_start && begins_formula(sign) {
            table.push('\'');
        }
        // Behind apostrophes it is still the beginning: a cell that has one itself is told from one that was given it.
        at_start = is_separator(sign) || (at_start && sign == '\'');
        table.push(sign);
        if sign == '"' {
            table.push('"');
        }
    }
    table.push('"');
}

/// Whether a cell that begins with it is taken for a formula. Japanese spreadsheets take the wide signs, too.
fn begins_formula(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Whether some spreadsheet begins a cell behind it.
fn is_separator(sign: char) -> bool {
    matches!(sign, ',' | ';' | '\t' | '\r' | '\n' | '"')
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads as RFC 4180 has it.
    fn read(table: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut quoted = false;
        let mut signs = table.strip_prefix(BYTE_ORDER_MARK).expect("it begins with the mark").chars().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                '"' if quoted && signs.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => quoted = !quoted,
                _ if quoted => cell.push(sign),
                '\r' => {
                    assert_eq!(signs.next(), Some('\n'));
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                other => {
                    assert_eq!(other, ',', "outside of quotes");
                    row.push(std::mem::take(&mut cell));
                }
            }
        }
        assert!(!quoted && row.is_empty() && cell.is_empty(), "it ends with a row");
        rows
    }

    /// The cell as it was before it was guarded.
    fn unguarded(cell: &str) -> String {
        let signs: Vec<char> = cell.chars().collect();
        let (mut plain, mut at_start) = (String::new(), true);
        for (position, &sign) in signs.iter().enumerate() {
            let guards = at_start && sign == '\'' && signs.get(position + 1).is_some_and(|&next| begins_formula(next));
            if !guards {
                plain.push(sign);
            }
            at_start = is_separator(sign) || (at_start && sign == '\'');
        }
        plain
    }

    fn cell() -> impl Strategy<Value = String> {
        let nasty = "[=+@\t\r\n'\",;0-9A-Za-z＝＋ -]{0,12}";
        prop_oneof![4 => nasty, 1 => "\\PC{0,12}", 1 => Just("=HYPERLINK(\"https://x\",\"y\")".to_owned())]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec(cell(), 1..5), 0..5)) {
            let again: Vec<Vec<String>> =
                read(&table(&rows)).iter().map(|row| row.iter().map(|cell| unguarded(cell)).collect()).collect();
            prop_assert_eq!(again, rows);
        }

        #[test]
        fn no_cell_is_a_formula(row in prop::collection::vec(cell(), 1..5)) {
            let table = table(&[row]);
            for cell in &read(&table)[0] {
                prop_assert!(!cell.starts_with(begins_formula), "{cell:?}");
            }
            // As a spreadsheet reads it that parts cells at other places, and knows nothing of quotes.
            for cell in table.trim_start_matches(BYTE_ORDER_MARK).split(is_separator) {
                prop_assert!(!cell.starts_with(begins_formula), "{cell:?} of {table:?}");
            }
        }
    }

    #[test]
    fn a_number_stays_readable() {
        let row = ["Maya \"M\" Ortiz", "+1 317-555-0142", "'t Hooft", "a;=1+1"].map(str::to_owned);
        let expected = "\u{feff}\"Maya \"\"M\"\" Ortiz\",\"'+1 317-555-0142\",\"'t Hooft\",\"a;'=1+1\"\r\n";
        assert_eq!(table(&[row.to_vec()]), expected);
    }
}
