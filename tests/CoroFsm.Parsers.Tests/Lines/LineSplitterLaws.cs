using System.Text;
using CoroFsm.Parsers.Lines;
using CoroFsm.Parsers.Tests.Support;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>For any text and any chunks, the lines equal those of a plain model.</summary>
public sealed class LineSplitterLaws
{
    private static readonly string[] Parts =
        [
            "a", "bc", "\n", "\r", "\r\n", "\n\r", "é", "€", "😀", "\uFEFF",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789\r\n", "\0",
        ];

    private static readonly string[] CrLfParts = [.. Parts, "\r\n", "x\r\n", "\r\r\n", "\r\n\r\n"];

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyTextAndChunks_GivesTheLinesOfTheModel(byte[] choices, NonEmptyArray<byte> cuts)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        return Agrees(bytes, Sizes(cuts), new());
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyBytesChanged_FailsWhereTheModelDoes(
        byte[] choices, (byte Index, byte Value)[] changes, NonEmptyArray<byte> cuts, bool allowInvalid)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        foreach (var (index, value) in changes.Where(_ => bytes.Length > 0))
            bytes[index * bytes.Length / 256] = value;
        return Agrees(bytes, Sizes(cuts), new() { AllowInvalidUtf8 = allowInvalid });
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyLimit_FailsWhereTheModelDoes(byte[] choices, NonEmptyArray<byte> cuts, byte limit)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        return Agrees(bytes, Sizes(cuts), new() { MaxLineLength = 1 + limit });
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_CrLfAlone_GivesTheLinesOfTheModel(
        byte[] choices, (byte Index, byte Value)[] changes, NonEmptyArray<byte> cuts, bool allowBare, bool allowInvalid)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => CrLfParts[c % CrLfParts.Length])));
        foreach (var (index, value) in changes.Where(_ => bytes.Length > 0 && !allowBare))
            bytes[index * bytes.Length / 256] = value;
        return Agrees(
            bytes,
            Sizes(cuts),
            new() { LineTerminator = LineTerminator.CrLf, AllowBareCrAndLf = allowBare, AllowInvalidUtf8 = allowInvalid });
    }

    [Property(MaxTest = 2000)]
    public bool OnNext_AnyOptionsAndBytes_GivesTheLinesOfTheModel(byte[] choices, NonEmptyArray<byte> cuts, byte limit, byte flags)
    {
        byte[] some =
        [
            (byte)'\r', (byte)'\n', (byte)'a', (byte)'b', 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, (byte)'.', 0xEF, 0xBB, 0xBF,
        ];
        return Agrees([.. choices.Select(c => some[c % some.Length])], Sizes(cuts), new()
        {
            MaxLineLength = 1 + (limit % 12),
            OverlongLines = (OverlongLineMode)(flags % 3),
            LineTerminator = (LineTerminator)(flags / 3 % 2),
            AllowBareCrAndLf = flags / 6 % 2 == 0,
            AllowInvalidUtf8 = flags / 12 % 4 != 0,
        });
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_OverlongLines_GivesTheLinesOfTheModel(byte[] choices, NonEmptyArray<byte> cuts, byte limit, byte flags) =>
        Agrees(Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length]))), Sizes(cuts), new()
        {
            MaxLineLength = 1 + (limit % 80),
            OverlongLines = flags % 2 == 0 ? OverlongLineMode.Truncate : OverlongLineMode.Skip,
            LineTerminator = (LineTerminator)(flags / 2 % 2),
            AllowBareCrAndLf = true,
        });

    /// <summary>A restarted splitter treats each input like a new splitter.</summary>
    [Property(MaxTest = 500)]
    public bool OnRestart_BetweenInputs_GivesTheLinesOfEach(byte[][] inputs, NonEmptyArray<byte> cuts, byte flags)
    {
        var options = new LineSplitterOptions
        {
            MaxLineLength = 40,
            OverlongLines = OverlongLineMode.Truncate,
            LineTerminator = (LineTerminator)(flags % 2),
            AllowBareCrAndLf = true,
            AllowInvalidUtf8 = true,
        };
        var log = new LineLog();
        var splitter = new LineSplitter(log, options);
        List<(long Number, long Offset, byte[] Bytes, bool IsTruncated)> expected = [];
        foreach (var choices in inputs)
        {
            byte[] some = [(byte)'\r', (byte)'\n', (byte)'a', 0xC3, 0xA9, 0xEF, 0xBB, 0xBF];
            byte[] bytes = [.. choices.Select(c => some[c % some.Length])];
            foreach (var piece in Pieces.Of(bytes, Sizes(cuts)))
                splitter.OnNext(piece);
            splitter.OnRestart();
            expected.AddRange(new LineModel(bytes, options).Lines);
        }

        return AreSame(expected, log.Lines);
    }

    private static int[] Sizes(NonEmptyArray<byte> cuts) => [.. cuts.Get.Select(c => c < 200 ? 1 + (c % 9) : 1 + (4 * c))];

    private static bool Agrees(byte[] bytes, int[] sizes, LineSplitterOptions options)
    {
        var log = new LineLog();
        var error = Record.Exception(() => Pushing.Push(bytes, new LineSplitter(log, options), sizes));
        var model = new LineModel(bytes, options);
        return AreSame(model.Lines, log.Lines)
            && (error as LineException)?.ByteOffset == model.ErrorOffset
            && (model.ErrorOffset is null || ((LineException)error!).Line == model.ErrorLine)
            && ReferenceEquals(error, log.Error)
            && log.IsCompleted == error is null;
    }

    private static bool AreSame(
        List<(long Number, long Offset, byte[] Bytes, bool IsTruncated)> expected,
        List<(long Number, long Offset, byte[] Bytes, bool IsTruncated)> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair =>
            (pair.First.Number, pair.First.Offset, pair.First.IsTruncated) == (
                pair.Second.Number, pair.Second.Offset, pair.Second.IsTruncated)
            && pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes));
}
