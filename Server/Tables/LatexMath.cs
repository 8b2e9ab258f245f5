using System.Text;

namespace Hodl.Server.Tables;

/// <summary>The letters and signs of mathematics as TeX's math mode has them, with amssymb.</summary>
internal static class LatexMath
{
    private const string Greek =
        "α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa ϰ varkappa λ lambda μ mu µ mu ν nu ξ xi π pi ϖ varpi ρ rho " +
        "ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta ϴ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega";

    private const string Signs =
        "± pm ∓ mp × times ÷ div · cdot ⋅ cdot ∗ ast ∘ circ ↑ uparrow ↓ downarrow → to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ≤ leq ≥ geq " +
        "⩽ leqslant ⩾ geqslant ≪ ll ≫ gg ≠ neq ≡ equiv ≈ approx ∼ sim ≃ simeq ≅ cong ∝ propto ∞ infty ∂ partial ∇ nabla ∆ Delta ‖ | ∥ parallel ⊥ perp √ surd ∑ sum ∏ prod ∫ int " +
        "∈ in ∉ notin ∋ ni ∅ emptyset ∪ cup ∩ cap ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ∖ setminus ∀ forall ∃ exists ¬ neg ∧ wedge ∨ vee ⊕ oplus ⊗ otimes ⊙ odot ∠ angle " +
        "⟨ langle ⟩ rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ℓ ell ℏ hbar ℜ Re ℑ Im ℵ aleph ℘ wp † dagger ‡ ddagger ★ bigstar • bullet ○ bigcirc △ triangle □ Box ✓ checkmark";

    // Latin letters that Greek shares its capitals with, and letters of the block of letterlike signs.
    private const string Latin =
        "Α A Β B Ε E Ζ Z Η H Ι I Κ K Μ M Ν N Ο O Ρ P Τ T Χ X ο o";

    private const string Letterlike = "ℂ mathbb:C ℍ mathbb:H ℕ mathbb:N ℙ mathbb:P ℚ mathbb:Q ℝ mathbb:R ℤ mathbb:Z ℬ mathcal:B ℰ mathcal:E ℱ mathcal:F ℋ mathcal:H ℐ mathcal:I ℒ mathcal:L " +
        "ℳ mathcal:M ℛ mathcal:R ℭ mathfrak:C ℌ mathfrak:H ℨ mathfrak:Z ℎ mathit:h";

    private const string Above = "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻-⁼=⁽(⁾)ⁱiⁿnᵃaᵇbᶜcᵈdᵉeᶠfᵍgʰhʲjᵏkˡlᵐmᵒoᵖpʳrˢsᵗtᵘuᵛvʷwˣxʸyᶻzᴬAᴮBᴰDᴱEᴳGᴴHᴵIᴶJᴷKᴸLᴹMᴺNᴼOᴾPᴿRᵀTᵁUⱽVᵂW";
    private const string Below = "₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋-₌=₍(₎)ₐaₑeₕhᵢiⱼjₖkₗlₘmₙnₒoₚpᵣrₛsₜtᵤuᵥvₓx";

    private static readonly Dictionary<int, string> _known = Pairs(Greek + " " + Signs).Select(pair => (pair.Key, pair.Value == "|" ? "\\|"
        : "\\" + pair.Value))
        .Concat(Pairs(Latin).Select(pair => (pair.Key, $"\\mathrm{{{pair.Value}}}")))
        .Concat(Pairs(Letterlike).Select(pair => (pair.Key, pair.Value.Split(':') is [var style, var letter] ? $"\\{style}{{{letter}}}"
            : "")))
        .Append(('−', "-")).Append(('∕', "/")).Append(('′', "'"))
        .ToDictionary(pair => (int)pair.Item1, pair => pair.Item2);

    private static readonly Dictionary<char, char> _above = Above.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    private static readonly Dictionary<char, char> _below = Below.Chunk(2).Append(['ᵦ', 'β']).Append(['ᵧ', 'γ']).Append(['ᵨ', 'ρ'])
        .Append(['ᵩ', 'φ']).Append(['ᵪ', 'χ']).ToDictionary(pair => pair[0], pair => pair[1]);

    // The alphabets from U+1D400 on, each A … Z and a … z; where TeX's has capitals alone, small letters are slanted or bold.
    private static readonly (string Capital, string Small)[] _alphabets =
    [
        ("mathbf", "mathbf"), ("mathit", "mathit"), ("boldsymbol", "boldsymbol"), ("mathcal", "mathit"), ("mathcal", "mathit"), ("mathfrak",
            "mathfrak"), ("mathbb", "mathbf"),
        ("mathfrak", "mathfrak"), ("mathsf", "mathsf"), ("mathsf", "mathsf"), ("mathsf", "mathsf"), ("mathsf", "mathsf"), ("mathtt",
            "mathtt"),
    ];

    private const string GreekAlphabet = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

    /// <summary>What stands between dollar signs; null when it is no sign of mathematics.</summary>
    public static string? Of(Rune rune) => _known.TryGetValue(rune.Value, out var known) ? known
        : rune.Value switch
        {
            >= 0x1D400 and < 0x1D6A4 => Letter(rune.Value - 0x1D400),
            >= 0x1D6A8 and < 0x1D7CA => GreekLetter(rune.Value - 0x1D6A8),
            >= 0x1D7CE and <= 0x1D7FF => $"\\{((rune.Value - 0x1D7CE) / 10) switch { 0 or 1 => "mathbf", 2 or 3 => "mathsf", _ => "mathtt" }}{{{(rune.Value - 0x1D7CE) % 10}}}",
            _ => null,
        };

    /// <summary>The sign that is raised or lowered; null when it is neither.</summary>
    public static (char Script, char Sign)? Script(char letter) => _above.TryGetValue(letter, out var up) ? ('^', up)
        : _below.TryGetValue(letter, out var down) ? ('_', down) : null;

    private static string Letter(int at)
    {
        var (capital, small) = _alphabets[at / 52];
        var letter = at % 52;
        return letter < 26 ? $"\\{capital}{{{(char)('A' + letter)}}}" : $"\\{small}{{{(char)('a' + letter - 26)}}}";
    }

    private static string GreekLetter(int at)
    {
        var plain = _known[GreekAlphabet[at % 58]];
        return at / 58 == 1 ? plain : $"\\boldsymbol{{{plain}}}";
    }

    private static IEnumerable<(char Key, string Value)> Pairs(string words) => words.Split(' ').Chunk(2).Select(pair => (pair[0][0],
        pair[1]));
}
