namespace Hodl.Server.Tables;

/// <summary>
/// Latin letters with accents, by the accents of TeX that make them: what Unicode's canonical decomposition says of Latin-1, Latin
/// Extended-A, -B and Additional. The programs run without ICU, whose normalization would say it.
/// </summary>
internal static class LatinLetters
{
    // The accents from the inside out; then pairs of letter and base.
    private static readonly (string Accents, string Pairs)[] _all =
    [
        ("`", "ÀAÈEÌIÒOÙUàaèeìiòoùuǸNǹnẀWẁwỲYỳy"),
        ("'", "ÁAÉEÍIÓOÚUÝYáaéeíióoúuýyĆCćcĹLĺlŃNńnŔRŕrŚSśsŹZźzǴGǵgḰKḱkḾMḿmṔPṕpẂWẃw"),
        ("^", "ÂAÊEÎIÔOÛUâaêeîiôoûuĈCĉcĜGĝgĤHĥhĴJĵjŜSŝsŴWŵwŶYŷyẐZẑz"),
        ("~", "ÃAÑNÕOãañnõoĨIĩiŨUũuṼVṽvẼEẽeỸYỹy"),
        ("\"", "ÄAËEÏIÖOÜUäaëeïiöoüuÿyŸYḦHḧhẄWẅwẌXẍxẗt"),
        ("r", "ÅAåaŮUůuẘwẙy"),
        ("c", "ÇCçcĢGģgĶKķkĻLļlŅNņnŖRŗrŞSşsŢTţtȨEȩeḐDḑdḨHḩh"),
        ("=", "ĀAāaĒEēeĪIīiŌOōoŪUūuȲYȳyḠGḡg"),
        ("u", "ĂAăaĔEĕeĞGğgĬIĭiŎOŏoŬUŭu"),
        ("k", "ĄAąaĘEęeĮIįiŲUųuǪOǫo"),
        (".", "ĊCċcĖEėeĠGġgİIŻZżzȦAȧaȮOȯoḂBḃbḊDḋdḞFḟfḢHḣhṀMṁmṄNṅnṖPṗpṘRṙrṠSṡsṪTṫtẆWẇwẊXẋxẎYẏy"),
        ("v", "ČCčcĎDďdĚEěeĽLľlŇNňnŘRřrŠSšsŤTťtŽZžzǍAǎaǏIǐiǑOǒoǓUǔuǦGǧgǨKǩkǰjȞHȟh"),
        ("H", "ŐOőoŰUűu"),
        ("\"=", "ǕUǖuǞAǟaȪOȫo"),
        ("\"'", "ǗUǘuḮIḯi"),
        ("\"v", "ǙUǚu"),
        ("\"`", "ǛUǜu"),
        (".=", "ǠAǡaȰOȱo"),
        ("k=", "ǬOǭo"),
        ("r'", "ǺAǻa"),
        (",", "ȘSșsȚTțt"),
        ("~=", "ȬOȭo"),
        ("d", "ḄBḅbḌDḍdḤHḥhḲKḳkḶLḷlṂMṃmṆNṇnṚRṛrṢSṣsṬTṭtṾVṿvẈWẉwẒZẓzẠAạaẸEẹeỊIịiỌOọoỤUụuỴYỵy"),
        ("b", "ḆBḇbḎDḏdḴKḵkḺLḻlṈNṉnṞRṟrṮTṯtẔZẕzẖh"),
        ("c'", "ḈCḉc"),
        ("=`", "ḔEḕeṐOṑo"),
        ("='", "ḖEḗeṒOṓo"),
        ("cu", "ḜEḝe"),
        ("d=", "ḸLḹlṜRṝr"),
        ("~'", "ṌOṍoṸUṹu"),
        ("~\"", "ṎOṏo"),
        ("'.", "ṤSṥs"),
        ("v.", "ṦSṧs"),
        ("d.", "ṨSṩs"),
        ("=\"", "ṺUṻu"),
        ("^'", "ẤAấaẾEếeỐOốo"),
        ("^`", "ẦAầaỀEềeỒOồo"),
        ("^~", "ẪAẫaỄEễeỖOỗo"),
        ("d^", "ẬAậaỆEệeỘOộo"),
        ("u'", "ẮAắa"),
        ("u`", "ẰAằa"),
        ("u~", "ẴAẵa"),
        ("du", "ẶAặa"),
    ];

    private static readonly Dictionary<char, (char Base, string Accents)> _letters = _all
        .SelectMany(row => row.Pairs.Chunk(2).Select(pair => (Letter: pair[0], Base: pair[1], row.Accents)))
        .ToDictionary(entry => entry.Letter, entry => (entry.Base, entry.Accents));

    private static readonly Dictionary<char, char> _marks = new()
    {
        ['\u0300'] = '`',
        ['\u0301'] = '\'',
        ['\u0302'] = '^',
        ['\u0303'] = '~',
        ['\u0304'] = '=',
        ['\u0306'] = 'u',
        ['\u0307'] = '.',
        ['\u0308'] = '"',
        ['\u030a'] = 'r',
        ['\u030b'] = 'H',
        ['\u030c'] = 'v',
        ['\u0323'] = 'd',
        ['\u0326'] = ',',
        ['\u0327'] = 'c',
        ['\u0328'] = 'k',
        ['\u0331'] = 'b',
    };

    private static readonly Dictionary<char, string> _special = new()
    {
        ['ß'] = "\\ss{}",
        ['ẞ'] = "\\SS{}",
        ['æ'] = "\\ae{}",
        ['Æ'] = "\\AE{}",
        ['ø'] = "\\o{}",
        ['Ø'] = "\\O{}",
        ['œ'] = "\\oe{}",
        ['Œ'] = "\\OE{}",
        ['ł'] = "\\l{}",
        ['Ł'] = "\\L{}",
        ['đ'] = "\\dj{}",
        ['Đ'] = "\\DJ{}",
        ['ð'] = "\\dh{}",
        ['Ð'] = "\\DH{}",
        ['þ'] = "\\th{}",
        ['Þ'] = "\\TH{}",
        ['ŋ'] = "\\ng{}",
        ['Ŋ'] = "\\NG{}",
        ['ı'] = "\\i{}",
        ['ȷ'] = "\\j{}",
    };

    /// <summary>The letter for TeX; null when it is none of these.</summary>
    public static string? Of(char letter) => _special.TryGetValue(letter, out var special) ? special
        : _letters.TryGetValue(letter, out var parts) ? With(parts.Base.ToString(), parts.Accents) : null;

    /// <summary>The accent that a combining mark stands for; null when TeX has none.</summary>
    public static char? Accent(char mark) => _marks.TryGetValue(mark, out var accent) ? accent : null;

    /// <summary>A letter under accents, from the inside out.</summary>
    public static string With(string letter, string accents)
    {
        foreach (var accent in accents)
        {
            // Under an accent i and j lose their dots.
            letter = accent == ',' ? $"\\textcommabelow{{{letter}}}"
                : $"\\{accent}{{{(letter is "i" or "j" && !"dckb".Contains(accent, StringComparison.Ordinal) ? "\\" + letter : letter)}}}";
        }

        return letter;
    }
}
