"""How people and bodies come in: invitations, applications for accreditation, people from a spreadsheet."""
