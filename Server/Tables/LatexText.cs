using System.Text;

namespace Hodl.Server.Tables;

/// <summary>Words for TeX: its special characters escaped, the letters of mathematics as mathematics.</summary>
public static class LatexText
{
    private static readonly Dictionary<char, string> Known = new()
    {
        ['\\'] = "\\textbackslash{}",
        ['{'] = "\\{",
        ['}'] = "\\}",
        ['$'] = "\\$",
        ['&'] = "\\&",
        ['#'] = "\\#",
        ['_'] = "\\_",
        ['%'] = "\\%",
        ['~'] = "\\textasciitilde{}",
        ['^'] = "\\textasciicircum{}",
        ['<'] = "\\textless{}",
        ['>'] = "\\textgreater{}",
        ['|'] = "\\textbar{}",
        ['"'] = "''",
        ['“'] = "``",
        ['”'] = "''",
        ['’'] = "'",
        ['–'] = "--",
        ['—'] = "---",
        ['−'] = "$-$",
        ['±'] = "$\\pm$",
        ['×'] = "$\\times$",
        ['·'] = "$\\cdot$",
        ['↑'] = "$\\uparrow$",
        ['↓'] = "$\\downarrow$",
        ['→'] = "$\\to$",
        ['≤'] = "$\\leq$",
        ['≥'] = "$\\geq$",
        ['≠'] = "$\\neq$",
        ['∞'] = "$\\infty$",
        ['∂'] = "$\\partial$",
        ['‖'] = "$\\|$",
        ['√'] = "$\\surd$",
        ['Σ'] = "$\\Sigma$",
        ['α'] = "$\\alpha$",
        ['β'] = "$\\beta$",
        ['γ'] = "$\\gamma$",
        ['δ'] = "$\\delta$",
        ['ε'] = "$\\varepsilon$",
        ['η'] = "$\\eta$",
        ['κ'] = "$\\kappa$",
        ['λ'] = "$\\lambda$",
        ['μ'] = "$\\mu$",
        ['ρ'] = "$\\rho$",
        ['σ'] = "$\\sigma$",
        ['τ'] = "$\\tau$",
        ['φ'] = "$\\varphi$",
        ['Φ'] = "$\\Phi$",
        ['ψ'] = "$\\psi$",
        ['ω'] = "$\\omega$",
        ['²'] = "$^2$",
        ['₁'] = "$_1$",
        ['₂'] = "$_2$",
        ['ℓ'] = "$\\ell$",
        ['…'] = "\\ldots{}",
        ['\u202f'] = "\\,",
        ['\u00a0'] = "~",
    };

    /// <summary>The text for TeX; a letter that is neither ASCII, Latin-1 nor known becomes a question mark, so that the document compiles.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder();
        foreach (var letter in text)
        {
            result.Append(Known.TryGetValue(letter, out var known) ? known : char.IsControl(letter) ? " " : letter is <= '~' or (>= 'À' and <= 'ÿ') ? letter.ToString() : "?");
        }

        return result.ToString();
    }
}
