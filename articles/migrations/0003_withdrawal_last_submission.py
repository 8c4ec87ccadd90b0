from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_edition_cited")]

    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="last_submission",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
    ]
