"""The words that make, limit or count a duty, in the six languages of the United Nations: a table, and never the whole of them.

All languages are looked for in every text, as a text may quote another. “Un” and “una” are not here, being articles too; nor are
“and” and “or”. Chinese figures are figures (see `figures.py`).
"""

WORDS = {
    "en": """
        not no never nor neither none nobody nothing without except unless cannot t
        shall should must may might can could will would only all any every each both
        least most more less fewer minimum maximum before after
        one two three four five six seven eight nine ten eleven twelve
        hundred hundreds thousand thousands million millions billion billions trillion
        half halves third thirds quarter quarters double triple once twice
    """,
    "fr": """
        ne n pas non ni sans sauf hormis excepté aucun aucune jamais rien nul nulle
        doit doivent devra devront devrait devraient faut
        peut peuvent pourra pourront pourrait pourraient
        seul seule seuls seules seulement uniquement tout toute tous toutes chaque
        moins plus minimum maximum avant après
        deux trois quatre cinq six sept huit neuf dix onze douze
        cent cents mille millier milliers million millions milliard milliards
        moitié demi demie tiers quart quarts double triple
    """,
    "es": """
        no nunca jamás sin salvo excepto ni ningún ninguno ninguna tampoco nadie nada
        debe deben deberá deberán debería deberían puede pueden podrá podrán podría podrían
        solo solamente únicamente todo toda todos todas cualquier cualquiera cada
        menos más mínimo máximo antes después
        uno dos tres cuatro cinco seis siete ocho nueve diez once doce
        cien ciento cientos mil miles millón millones
        medio media mitad tercio tercios cuarto cuartos doble triple
    """,
    "ru": """
        не ни нет без кроме никогда никто ничто никакой никаких нельзя исключением
        должен должна должно должны обязан обязана обязано обязаны следует
        может могут можно вправе только лишь весь вся всё все всех всем всеми
        каждый каждая каждое каждого каждой любой любая любое любые любого любых
        менее более меньше больше минимум максимум прежде после
        один одна одно одного одной два две двух двум три трёх трём четыре четырёх пять пяти
        шесть шести семь семи восемь восьми девять девяти десять десяти одиннадцать двенадцать
        сто ста тысяча тысячи тысячу тысяч миллион миллиона миллионов миллиард миллиарда миллиардов
        половина половины половину треть трети четверть четверти вдвое дважды
    """,
    "ar": """
        لا ليس ليست لم لن غير دون بدون إلا عدا سوى باستثناء
        يجب ينبغي يتعين يلزم يجوز يمكن قد فقط جميع كل كافة أي
        أقل أكثر أدنى أقصى قبل بعد
        واحد واحدة اثنان اثنين اثنتان اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع
        ثمانية ثماني ثمان تسعة تسع عشرة عشر مئة مائة مئتان مئتين ألف ألفان ألفين آلاف
        مليون ملايين مليار مليارات نصف ثلث ثلثان ثلثين ربع ضعف ضعفان ضعفين
    """,
    # Chinese is written without spaces: these are found wherever they stand, within another word too.
    "zh": """
        不 没 沒 无 無 未 非 勿 禁 除 应 應 须 須 必 可 能 得 只 仅 僅 唯 全 所有 任何 各 每
        至少 至多 最少 最多 以上 以下 以内 超过 超過 低于 高于 少于 多于 前 后 後 半 倍 双 雙
    """,
}

# What a figure counts, looked for right after one only. What is a common word too is not here: “an”, “ha”.
UNITS = {
    "en": """
        percent per·cent per·mille percentage·point percentage·points second seconds minute minutes hour hours day days
        week weeks month months year years decade decades
        mm cm m km g kg t tonne tonnes litre litres metre metres meter meters kilometre kilometres kilometer kilometers
    """,
    "fr": """
        pour·cent pour·mille seconde secondes minute minutes heure heures jour jours semaine semaines mois ans
        année années
    """,
    "es": """
        por·ciento por·cien por·mil segundo segundos minuto minutos hora horas día días semana semanas mes meses
        año años
    """,
    "ru": """
        процент процента процентов проценты час часа часов день дня дней неделя недели недель неделю
        месяц месяца месяцев год года лет км м кг
    """,
    "ar": """
        في·المئة في·المائة بالمئة بالمائة ساعة ساعات يوم يوما أيام أسبوع أسبوعا أسابيع شهر شهرا أشهر شهور
        سنة سنوات عام عاما أعوام
    """,
    "zh": "天 日 周 年 月 个月 小时 分钟 秒 元 人",
}

# After these a single capital letter is a number or counts as one: Article V, Annex B.
PARTS = """
    article articles part parts annex annexes appendix chapter section title schedule protocol paragraph goal phase group
    option table figure partie annexe chapitre titre tableau artículo parte anexo capítulo sección título grupo cuadro
    статья статьи статье часть части приложение приложения глава главы раздел раздела المادة الجزء المرفق الفصل
"""
