namespace Hodl.Core.Imaging;

/// <summary>Variational regularisers with learned weights.</summary>
public enum RegularizerKind
{
    /// <summary>Total variation: w₁‖∇x‖₁.</summary>
    Tv,

    /// <summary>Total generalised variation of second order: min over p of w₁‖∇x − p‖₁ + w₂‖Ep‖₁ (Bredies, Kunisch and Pock 2010).</summary>
    Tgv,

    /// <summary>Infimal convolution of first and second order: min over x = u + v of w₁‖∇u‖₁ + w₂‖∇²v‖₁ (Chambolle and Lions 1997).</summary>
    Ictv,
}
