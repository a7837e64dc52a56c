using FsCheck.Xunit;

namespace SaxToBus.Tests;

/// <summary>External text in messages and tables.</summary>
public sealed class PrintableTests
{
    [Theory]
    [InlineData("a\u001Bb\u009Bc\nd", "a b c d")]
    [InlineData("a\u202Eb\u2066c\u200Bd\uFEFFe", "a b c d e")]
    [InlineData("a\u2028b\u2029c\u00ADd", "a b c d")]
    [InlineData("a\U000E0001b", "a b")]
    [InlineData("東京 🚌 e\u0301", "東京 🚌 e\u0301")]
    public void Line_UnprintableCharacters_BecomeSpaces(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Property(MaxTest = 1000)]
    public bool Line_AnyText_IsIdempotent(string? text) => Printable.Line(Printable.Line(text ?? "")) == Printable.Line(text ?? "");

    [Theory]
    [InlineData(1, "a…")]
    [InlineData(2, "a…")]
    [InlineData(3, "a🚌…")]
    [InlineData(4, "a🚌b")]
    public void Short_SurrogatePair_IsNotSplit(int length, string expected) => Assert.Equal(expected, Printable.Short("a🚌b", length));

    [Theory]
    [InlineData("csv", true)]
    [InlineData("json", false)]
    [InlineData("table", false)]
    public async Task Show_ControlCharacterInFeed_IsKeptOnlyByCsv(string format, bool isKept)
    {
        var feed = "<buses><bus><id>1\u009B2</id><route>22</route><direction>North Bound</direction></bus></buses>";
        var result = await InProcess.RunAsync(System.Text.Encoding.UTF8.GetBytes(feed), "-", "--format", format);
        Assert.Equal(isKept, result.Text.Contains('\u009B', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Show_DirectionMarksInFeed_AreRemovedFromMessagesAndTables()
    {
        var feed = "<buses><bus><id>1\u202E2</id><route>22</route><direction>North Bound</direction></bus></buses>";
        var result = await InProcess.RunAsync(System.Text.Encoding.UTF8.GetBytes(feed), "-", "--format", "table");
        Assert.Contains("1 2", result.Text);
        var other = await InProcess.RunAsync("<r\u00ADs xmlns='a\u202Eb'/>"u8.ToArray(), "-", "--format", "csv");
        Assert.DoesNotContain('\u202E', other.Error);
    }
}
