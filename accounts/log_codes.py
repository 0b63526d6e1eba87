"""What the log says about accounts."""

from history.codes import register

register("person_created", "{by} created the account {label}")
register("person_roles_set", "{by} changed the roles of {label}")
register("person_deactivated", "{by} closed the account {label}")
register("person_reactivated", "{by} opened the account {label} again")
register("person_password_set", "{by} set a new password for {label}")
register("person_second_factor_set", "{by} set up one-time codes for {label}")
register("person_second_factor_removed", "{by} took the one-time codes of {label} away")
register("token_made", "{by} made a token for a program")
register("token_revoked", "{by} took a token of {label} back")
