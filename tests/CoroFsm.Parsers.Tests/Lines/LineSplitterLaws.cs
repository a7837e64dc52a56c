using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Whatever the text and however it is cut, the lines are those of a plain model.</summary>
public sealed class LineSplitterLaws
{
    private static readonly string[] Parts =
        ["a", "bc", "\n", "\r", "\r\n", "\n\r", "é", "€", "😀", "\uFEFF", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789\r\n", "\0"];

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyTextAndCutting_GivesTheLinesOfTheModel(byte[] choices, NonEmptyArray<byte> cuts)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        return Agrees(bytes, Sizes(cuts), new());
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyBytesChanged_FailsWhereTheModelDoes(byte[] choices, (byte Place, byte Value)[] changes, NonEmptyArray<byte> cuts, bool allowInvalid)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        foreach (var (place, value) in changes.Where(_ => bytes.Length > 0))
            bytes[place * bytes.Length / 256] = value;
        return Agrees(bytes, Sizes(cuts), new() { AllowInvalidUtf8 = allowInvalid });
    }

    [Property(MaxTest = 1000)]
    public bool OnNext_AnyLimit_FailsWhereTheModelDoes(byte[] choices, NonEmptyArray<byte> cuts, byte limit)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(choices.Select(c => Parts[c % Parts.Length])));
        return Agrees(bytes, Sizes(cuts), new() { MaxLineLength = 1 + limit });
    }

    private static int[] Sizes(NonEmptyArray<byte> cuts) => [.. cuts.Get.Select(c => c < 200 ? 1 + (c % 9) : 1 + (4 * c))];

    private static bool Agrees(byte[] bytes, int[] sizes, LineSplitterOptions options)
    {
        var log = new LineLog();
        var error = Record.Exception(() => Pushing.Push(bytes, new LineSplitter(log, options), sizes));
        var model = new LineModel(bytes, options.MaxLineLength, options.AllowInvalidUtf8);
        return model.Lines.Count == log.Lines.Count
            && model.Lines.Zip(log.Lines).All(pair => (pair.First.Number, pair.First.Offset) == (pair.Second.Number, pair.Second.Offset)
                && pair.First.Bytes.AsSpan().SequenceEqual(pair.Second.Bytes))
            && (error as LineException)?.ByteOffset == model.ErrorOffset
            && (model.ErrorOffset is null || ((LineException)error!).Line == model.Lines.Count + 1)
            && ReferenceEquals(error, log.Error)
            && log.IsCompleted == error is null;
    }
}
