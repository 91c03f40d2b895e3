//! R11: emoji in the composer, by keyboard alone; each says what it costs before it is put in.

use tests::article::MAYA;
use tests::failure::{Outcome, expect_eq};
use tests::journeys;
use tests::tab::{CONTROL, DOWN, ENTER, ESCAPE, RIGHT, Tab};
use tests::world::{World, connect, open_sms};

journeys! {
    r11_an_emoji_says_what_it_costs_before_it_is_put_in,
}

fn composer_is(window: &Tab<'_>, text: &str) -> Outcome {
    window.see_where("composer", text, |composer| composer.text == text).map(drop)
}

fn r11_an_emoji_says_what_it_costs_before_it_is_put_in(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    let text = "Your seats are booked, and the tickets are on their way to you. ".repeat(2);
    let text = text.trim_end();
    window.type_into("composer", text)?;
    window.press_with(CONTROL, '.')?;
    window.see_text("emoji-cost", "a part holds 67 characters instead of 160. It takes 2 parts instead of 1.")?;

    // Escape leaves the text as it is, with the keyboard in it.
    window.press(&ESCAPE.to_string())?;
    window.gone("emoji-picker")?;
    composer_is(&window, text)?;
    expect_eq("the focus", &window.focused()?.as_str(), &"composer")?;

    // The second row's second, put in as if it were typed: what is typed follows, and it can be undone.
    window.press_with(CONTROL, '.')?;
    window.see("emoji-cost")?;
    window.press(&RIGHT.to_string())?;
    window.press(&DOWN.to_string())?;
    window.press(&ENTER.to_string())?;
    window.gone("emoji-picker")?;
    composer_is(&window, &format!("{text}😘"))?;
    window.see_text("composer-count", "2 parts")?;
    window.press_with(CONTROL, 'z')?;
    composer_is(&window, text)?;
    window.press("!")?;
    composer_is(&window, &format!("{text}!"))?;

    // What was used last comes first, and what is sent arrives.
    window.empty("composer")?;
    window.press_with(CONTROL, '.')?;
    window.see_text("emoji-cost", "It takes 1 part.")?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "😘")?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    world.handset(MAYA)?.see_text("message", "😘").map(drop)
}
