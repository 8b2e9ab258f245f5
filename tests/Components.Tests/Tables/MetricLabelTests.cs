namespace Hodl.Components.Tests.Tables;

public sealed class MetricLabelTests
{
    [Theory]
    [InlineData("ms_ssim_rgb", "", "MS-SSIM RGB")]
    [InlineData("psnr_y_crop4", "dB", "PSNR Y crop4")]
    [InlineData("snr_db", "dB", "SNR")]
    [InlineData("f1", "%", "F1")]
    [InlineData("gap_at_end", "", "Gap at end")]
    [InlineData("test_nmse_db_at_end", "dB", "Test NMSE at end")]
    public void Of_AName_IsWordsAndAcronyms(string name, string unit, string label) => Assert.Equal(label, MetricLabel.Of(new(name, "", unit)));
}
