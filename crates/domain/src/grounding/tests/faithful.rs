use super::*;

/// An operator's message, a customer's, and a template that a language model could make of them.
const FAITHFUL: &[(&str, &str, &str)] = &[
    (
        "Gift cards start at $25 and go up to $500.",
        "what do gift cards cost",
        "Gift cards start at $25 and go up to $500.",
    ),
    (
        "hey marisol! yep gift cards start at 25 dollars, u can buy them at the front desk or online at club.example/gifts",
        "Hi, I'm Marisol, do you sell gift cards?",
        "Hi {{customer_name}}! Yes, gift cards start at {{amount}}. You can buy them at the front desk or online at {{link}}.",
    ),
    (
        "Doors open at 9am, the code for bay 3 is 4711, it's in the app under My Bookings",
        "how do i get in",
        "The doors open at {{time}}. The code for bay {{bay_number}} is {{access_code}}; you can find it in the app under My Bookings.",
    ),
    (
        "No worries! Hold the grey button on the projector for 10 seconds, it restarts by itself",
        "projector is blue",
        "Hold the grey button on the projector for 10 seconds and it will restart.",
    ),
    (
        "you can cancel up to 24 hours before your booking for a full refund. after that we charge 50%",
        "can i get my money back if i cancel",
        "You can cancel up to 24 hours before your booking and get a full refund. After that, we charge 50%.",
    ),
    (
        "Parking's free behind the building, enter from Harbour Road",
        "is there parking",
        "Parking is free behind the building. Please enter from Harbour Road.",
    ),
    (
        "We're closed on Mondays, Tues to Sun we're open 10-10",
        "are you open today",
        "We are closed on Mondays. Tues to Sun, we're open 10-10.",
    ),
    (
        "Kids under twelve need an adult with them, shoes are included",
        "can my son play alone",
        "Kids under 12 need to be with an adult. Shoes are included.",
    ),
    (
        "Sorry about that! Try unplugging the tablet and plugging it back in, then log in again with your member number",
        "tablet is frozen",
        "Sorry about that! Please unplug the tablet, plug it back in and log in again with your member number.",
    ),
    (
        "Our wifi is StarGuest and there's no password",
        "wifi?",
        "The Wi-Fi is StarGuest. There is no password.",
    ),
    (
        "Yes we do lessons, they're $80 an hour with Tess. To book just call 902-555-0142",
        "do you do lessons",
        "Yes, we do lessons with {{operator_name}} for {{amount}} an hour. To book, call {{phone_number}}.",
    ),
    (
        "Check in is from 3 p.m., checkout by 11 a.m.",
        "when can we come",
        "Check-in is from 3 pm and check-out is by 11 am.",
    ),
    (
        "Reservations are required on weekends, you can reserve a lane on our site",
        "do i need to book",
        "A reservation is required on the weekend. You can reserve a lane on our site.",
    ),
    (
        "Oui bien sûr, l'entrée se fait par la cour, le code de la porte est 4711",
        "comment on rentre ?",
        "Bien sûr ! L’entrée se fait par la cour. Le code de la porte est {{access_code}}.",
    ),
    (
        "Les cours coûtent quarante euros par personne, le matériel est fourni",
        "c'est combien",
        "Les cours coûtent 40 euros par personne et le matériel est fourni.",
    ),
    (
        "Si, el desayuno está incluido y se sirve de 7 a 10 en la planta baja",
        "hay desayuno?",
        "Sí, el desayuno está incluido. Se sirve de {{time}} a {{time_2}} en la planta baja.",
    ),
    (
        "The kitchen closes at nine, last orders are at 8:30",
        "food?",
        "The kitchen closes at 9. Last orders are at 8:30.",
    ),
    ("They start at $25 at the desk", "how much is a voucher", "They start at $25 at the desk."),
    ("It opens at 9", "when does the clubhouse open?", "The clubhouse opens at {{time}}."),
    (
        "Deliveries take two to three business days, you'll get a tracking link by email once it ships",
        "where is my parcel",
        "Delivery takes two to three business days. Once it ships, you will get a tracking link by email.",
    ),
    (
        "Just one moment, I'll look for one of our technicians",
        "help",
        "One moment, we will look for one of our technicians.",
    ),
    (
        "予約はアプリからお願いします。駐車場は建物の裏にあります。",
        "予約したい",
        "予約はアプリからお願いします。\n駐車場は建物の裏です。",
    ),
    (
        "Мы открыты каждый день, парковка за зданием бесплатная.",
        "вы открыты?",
        "Мы открыты каждый день. Парковка за зданием.",
    ),
    (
        "You are all set! 🎉 Feel free to bring your own clubs",
        "can i bring clubs",
        "Feel free to bring your own clubs.",
    ),
];

#[test]
fn a_faithful_template_is_accepted() {
    for (source, customer, template) in FAITHFUL {
        assert_eq!(result(source, customer, template), Ok(()), "{template}");
    }
}

#[test]
fn an_operators_message_is_grounded_in_itself() {
    for (source, customer, _) in FAITHFUL {
        assert_eq!(result(source, customer, source), Ok(()), "{source}");
    }
}

#[test]
fn a_word_of_another_operators_message_is_not_a_customers() {
    let grounds = Grounds {
        sources: &["They start at $25 at the desk, in any colour"],
        operators: &["Do you mean gift cards?"],
        customers: &["gift cards"],
        facts: &[],
    };
    let template = ResponseTemplate::parse("Cards start at $25 at the desk.").unwrap();
    assert_eq!(check(&template, &grounds), Ok(()));
}

#[test]
fn a_known_fact_is_accepted_although_no_source_contains_it() {
    let template = ResponseTemplate::parse("Book at https://club.example/book from $25.").unwrap();
    let grounds = Grounds { sources: &["You can book online from any price"], ..Grounds::default() };
    assert_eq!(check(&template, &grounds), Err(Ungrounded::Specific));
    let grounds = Grounds { facts: &["https://club.example/book", "$25"], ..grounds };
    assert_eq!(check(&template, &grounds), Ok(()));
}
