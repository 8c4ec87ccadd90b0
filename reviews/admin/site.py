from django.contrib.admin import AdminSite


class EditorialSite(AdminSite):
    site_header = "Imprimatur"
