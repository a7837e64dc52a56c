using CoroFsm.Parsers.Xml;
using FsCheck;
using FsCheck.Xunit;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>Every form of the scan equals a plain loop over the bytes.</summary>
public sealed class StructuralScanTests
{
    private static readonly byte[] Interesting = "<<>>&\r\n\t\"'= ax/\u0001\u007F"u8.ToArray();

    [Property(MaxTest = 300)]
    public void Run_AnyBytes_EqualsTheModel(byte[] choices, byte from, bool isInTag)
    {
        // Half of the bytes are markup characters, and some are beyond ASCII.
        var source =
            choices.SelectMany((c, i) => Enumerable.Repeat(c < 128 ? Interesting[c % Interesting.Length] : c, 1 + (i % 5))).ToArray();
        var expected = Model(source, from, isInTag);
        Assert.Equal(expected, Scan<StructuralScan.PortableForm>(source, from, isInTag));
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            Assert.Equal(expected, Scan<StructuralScan.Avx2Form>(source, from, isInTag));
        if (System.Runtime.Intrinsics.X86.Avx512Vbmi2.IsSupported)
            Assert.Equal(expected, Scan<StructuralScan.Avx512Form>(source, from, isInTag));
    }

    [Fact]
    public void Run_EachByte_IsFoundInEachForm()
    {
        for (var b = 0; b < 256; b++)
        {
            foreach (var at in new[] { 0, 31, 32, 63, 64, 100 })
            {
                var source = Enumerable.Repeat((byte)'x', 128).ToArray();
                source[at] = (byte)b;
                foreach (var isInTag in new[] { true, false })
                {
                    var expected = Model(source, 64, isInTag);
                    Assert.Equal(expected, Scan<StructuralScan.PortableForm>(source, 64, isInTag));
                    if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
                        Assert.Equal(expected, Scan<StructuralScan.Avx2Form>(source, 64, isInTag));
                    if (System.Runtime.Intrinsics.X86.Avx512Vbmi2.IsSupported)
                        Assert.Equal(expected, Scan<StructuralScan.Avx512Form>(source, 64, isInTag));
                }
            }
        }
    }

    [Fact]
    public void Run_BlockDoesNotFit_IsRefusedBeforeAnyWrite()
    {
        var buffer = new byte[200];
        var index = new int[100];
        var count = 0;
        var isInTag = false;
        Assert.ThrowsAny<Exception>(() => StructuralScan.Run(new byte[73], buffer, 0, index, ref count, ref isInTag));
        Assert.ThrowsAny<Exception>(() => StructuralScan.Run(new byte[37], buffer, 0, index, ref count, ref isInTag));
        Assert.ThrowsAny<Exception>(() => StructuralScan.Run(new byte[10], buffer, -1, index, ref count, ref isInTag));
        StructuralScan.Run(new byte[36], buffer, 200 - 128 - 36, index, ref count, ref isInTag);
    }

    private static string Scan<TForm>(byte[] source, int from, bool isInTag)
        where TForm : struct, StructuralScan.IScanForm
    {
        var buffer = Enumerable.Repeat((byte)0x5A, from + source.Length + StructuralScan.Padding).ToArray();
        var index = new int[source.Length + StructuralScan.IndexSlack + 3];
        var count = 3;
        var findings = StructuralScan.Run<TForm>(source, buffer, from, index, ref count, ref isInTag);
        Assert.Equal(source, buffer.AsSpan(from, source.Length).ToArray());
        Assert.All(buffer.AsSpan(from + source.Length).ToArray(), b => Assert.Equal(0, b));
        Assert.All(buffer.AsSpan(0, from).ToArray(), b => Assert.Equal(0x5A, b));
        return $"{string.Join(' ', index[3..count])} {findings} {isInTag}";
    }

    /// <summary>The carry of a subtraction, written out: bytes between &lt; and &gt; are inside a tag.</summary>
    private static string Model(byte[] source, int from, bool isInTag)
    {
        List<int> positions = [];
        var findings = ScanFindings.None;
        for (var block = 0; block < source.Length; block += 64)
        {
            var length = Math.Min(64, source.Length - block);
            UInt128 less = isInTag ? 1UL : 0, greater = 0;
            for (var i = 0; i < length; i++)
            {
                less += source[block + i] == '<' ? UInt128.One << i : 0;
                greater += source[block + i] == '>' ? UInt128.One << i : 0;
            }

            // A < at the very end and one carried in may add up to more than 64 bits, which are dropped.
            less &= ulong.MaxValue;
            isInTag = greater < less;
            var inside = unchecked(greater - less);
            for (var i = 0; i < length; i++)
            {
                var b = source[block + i];
                if (b is (byte)'<' or (byte)'>' or (byte)'&' or (byte)'\r'
                    || b is (byte)'"' or (byte)'\'' or (byte)'=' or (byte)'\t' or (byte)'\n' && (inside >> i & 1) == 1)
                    positions.Add(from + block + i);
                findings |= b < ' ' && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r') ? ScanFindings.Control : ScanFindings.None;
                findings |= b >= 0x80 ? ScanFindings.NonAscii : ScanFindings.None;
                findings |= b == 0xEF ? ScanFindings.NonCharacterLead : ScanFindings.None;
            }
        }

        return $"{string.Join(' ', positions)} {findings} {isInTag}";
    }
}
