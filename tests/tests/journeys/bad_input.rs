//! What people type: numbers, queues, messages.

use tests::article::MAYA;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::Tab;
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, without_member};

journeys! {
    bad_numbers_are_told_and_good_ones_understood,
    a_queue_that_is_removed_while_it_is_chosen,
    messages_empty_too_long_and_of_every_script,
}

/// What a number turns out to be.
enum Verdict {
    /// It can be composed to, in this country.
    Good(&'static str),
    /// It can be composed to, with a word of doubt.
    Doubtful(&'static str),
    /// It cannot; what is said about it has this in it.
    Bad(&'static str),
    /// It cannot yet; nothing is wrong with it so far.
    Unfinished,
}

fn bad_numbers_are_told_and_good_ones_understood(world: &World) -> Outcome {
    use Verdict::{Bad, Doubtful, Good, Unfinished};
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    for (entered, verdict) in [
        ("call me maybe", Bad("not a phone number")),
        ("317555", Unfinished),
        ("+", Unfinished),
        ("31755501421234567890", Bad("too many digits")),
        ("+999 1234567", Bad("calling code")),
        ("(317) 555-0142 ext. 12", Bad("extension")),
        ("３１７５５５０１４２", Good("US")),
        ("٣١٧٥٥٥٠١٤٢", Good("US")),
        ("Call Maya: (317) 555-0142, thanks", Good("US")),
        ("tel:+1-317-555-0142", Good("US")),
        ("+33 1 42 68 53 00", Doubtful("FR")),
        ("+33142685300", Doubtful("FR")),
        ("+49 170 1234567", Good("DE")),
        ("+91 11 2345 6789", Doubtful("IN")),
        ("0011 49 170 1234567", Bad("")),
        ("317-555-0142", Good("US")),
    ] {
        client.empty("number-input")?;
        client.see_where("number-input", "empty", |input| input.text.is_empty())?;
        if client.see("country")?.data("country") != "US" {
            client.click("country")?;
            client.type_into("country-search", "United States")?;
            client.click_where("country-option", "US", |option| option.data("key") == "US")?;
            client.see_where("country", "US", |country| country.data("country") == "US")?;
        }
        client.paste_into("number-input", entered)?;
        judged(&client, &verdict).map_err(|failure| tests::failure::Failure::While {
            context: format!("the number {entered:?}"),
            source: Box::new(failure),
        })?;
    }
    Ok(())
}

fn judged(client: &Tab<'_>, verdict: &Verdict) -> Outcome {
    match verdict {
        Verdict::Good(country) | Verdict::Doubtful(country) => {
            client.see_where("country", country, |seen| seen.data("country") == *country)?;
            client.see_enabled("compose")?;
            client.gone("number-problem")?;
            if matches!(verdict, Verdict::Doubtful(_)) {
                client.see("number-doubt")?;
            } else {
                client.gone("number-doubt")?;
            }
        }
        Verdict::Bad(said) => {
            client.see_disabled("compose")?;
            client.see_text("number-problem", said)?;
        }
        Verdict::Unfinished => {
            client.see_disabled("compose")?;
            client.gone("number-problem")?;
            client.see_where("compose-missing", "about the number", |missing| !missing.text.is_empty())?;
        }
    }
    Ok(())
}

fn a_queue_that_is_removed_while_it_is_chosen(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Feedback")?;
    client.fill("number-input", MAYA)?;
    client.see_enabled("compose")?;
    world.reorganise(|organisation| without_member(organisation, "Feedback", "ada@lumen.example"))?;
    client.click("compose")?;
    let problem = client.see("compose-problem")?;
    expect(!problem.text.is_empty(), || "the problem has no words".to_owned())?;
    expect(!client.shows("interaction")?, || "it connected all the same".to_owned())?;
    choose_queue(&client, "Support")?;
    client.click("compose")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

fn messages_empty_too_long_and_of_every_script(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;

    window.see_disabled("send")?;
    for blank in [" ", "   \u{a0}  "] {
        window.paste_into("composer", blank)?;
        window.see_disabled("send")?;
        window.press(&tests::tab::ENTER.to_string())?;
        window.empty("composer")?;
    }

    window.paste_into("composer", &"a".repeat(766))?;
    window.see_text("composer-count", "1 character too many")?;
    window.see_disabled("send")?;
    window.press(&tests::tab::ENTER.to_string())?;
    window.see_where("composer", "as it was", |composer| composer.text.len() == 766)?;
    expect_eq("the number of messages", &window.all("message")?.len(), &0)?;
    window.empty("composer")?;

    let longest = "b".repeat(765);
    for text in [
        longest.as_str(),
        "Grüße aus Köln, €5, naïve façade",
        "こんにちは、席は二つです",
        "שלום, שני מושבים",
        "مرحبا، مقعدان",
        "नमस्ते, दो सीटें",
        "👩‍👩‍👧‍👦 🇵🇹 e\u{301} 𝒳",
        "zero\u{200b}width and \u{202e}backwards",
        "<b>no markup</b> & \"quotes\" \\ `${code}`",
    ] {
        window.paste_into("composer", text)?;
        window.see_enabled("send")?;
        window.click("send")?;
        let start: String = text.split_whitespace().next().unwrap_or_default().to_owned();
        window.see_where("message", &start, |message| {
            message.text.contains(&start) && message.data("delivery") == "delivered"
        })?;
        let shown = window.script(
            "return [...document.querySelectorAll(`[data-testid='message'] .message-text`)].at(-1).textContent",
            &[],
        )?;
        expect_eq("the message", &shown.as_str().unwrap_or_default(), &text)?;
    }
    let handset = world.handset(MAYA)?;
    handset.see_text("message", "नमस्ते")?;
    handset.see_text("message", "<b>no markup</b>").map(drop)
}
