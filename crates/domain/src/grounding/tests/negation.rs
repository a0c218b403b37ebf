use super::*;

#[test]
fn a_template_that_says_the_opposite_is_refused() {
    for (source, template) in [
        ("You can't bring your dog into the clubhouse.", "You can bring your dog into the clubhouse."),
        ("You can bring your dog into the clubhouse.", "You cannot bring your dog into the clubhouse."),
        ("Gift cards never expire. See you soon!", "Gift cards expire soon."),
        ("On ne peut pas réserver la salle le dimanche.", "On peut réserver la salle le dimanche."),
        ("We are not open on Sunday.", "We are open on Sunday."),
        ("No se puede entrar con perro en la sala.", "Se puede entrar con perro en la sala."),
        ("Deposits are non-refundable for groups.", "Deposits are refundable for groups."),
        ("You can book a bay without a membership.", "You can book a bay with a membership."),
        ("Usted no puede entrar con su perro en la sala.", "Usted puede entrar con su perro en la sala."),
    ] {
        assert_eq!(result(source, "A question", template), Err(Ungrounded::Reversed), "{template}");
    }
}

#[test]
fn a_template_that_denies_what_the_operator_denies_is_accepted() {
    for (source, template) in [
        ("You can't bring your dog into the clubhouse.", "Please do not bring your dog into the clubhouse."),
        ("Don't worry, you can pay at the desk after class.", "You can pay at the desk after class."),
        ("Don't forget to bring shoes, socks and a towel.", "Please bring shoes, socks and a towel."),
        ("No worries you can pay at the desk after class", "You can pay at the desk after class."),
        ("Pas de souci, vous pouvez payer au comptoir après.", "Vous pouvez payer au comptoir après."),
        (
            "You can bring your dog into the clubhouse, but not onto the course.",
            "You can bring your dog into the clubhouse.",
        ),
        ("No, you can bring your own clubs to the bay!", "You can bring your own clubs to the bay."),
        ("The room isn't heated at night. It is heated by day.", "The room is heated by day."),
        ("We do not sell them. You can rent clubs at the desk.", "You can rent clubs at the desk."),
        (
            "You don't need a membership to book a bay, just book online.",
            "You don't need a membership to book a bay.",
        ),
    ] {
        assert_eq!(result(source, "A question", template), Ok(()), "{template}");
    }
}
