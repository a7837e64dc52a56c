using System.Globalization;
using System.Text.Unicode;

namespace SaxToBus;

/// <summary>Writes a feed that is shaped like the real one, with its odd blank lines and indentation, and made-up buses in it.</summary>
internal static class FeedGenerator
{
    /// <summary>The most buses that a feed can have; it takes about 600 GB.</summary>
    public const long MaxBuses = 1_000_000_000;

    /// <summary>The number of buses in the embedded feed.</summary>
    public const long EmbeddedBuses = 200;

    /// <summary>The seed of the embedded feed.</summary>
    public const ulong EmbeddedSeed = 124;

    /// <summary>More than the longest bus takes.</summary>
    private const int BusSize = 2048;

    /// <summary>Writes a feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="buses">How many buses it has.</param>
    /// <param name="seed">Feeds with the same seed are the same, byte for byte; a longer one begins like a shorter one.</param>
    /// <param name="cancellationToken">Ends it between two buses.</param>
    public static void Write(Utf8Writer output, long buses, ulong seed, CancellationToken cancellationToken)
    {
        var random = new SplitMix64(seed);
        output.Write("<?xml version=\"1.0\"?>\r\n\r\n\r\n\r\n\r\n\r\n\t\t<buses>\r\n\r\n"u8);
        for (var i = 0L; i < buses; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (i > 0)
                output.Write("\r\n"u8);
            WriteBus(output, i, ref random);
        }

        output.Write("\t\t\r\n\t\t</buses>\r\n"u8);
    }

    private static void WriteBus(Utf8Writer output, long index, ref SplitMix64 random)
    {
        // 7919 is prime to 9000, so the first 9000 buses have different ids.
        var id = 1000 + index * 7919 % 9000;
        var route = RouteMap.Pick(ref random);
        var isOffRoute = random.Percent(4);
        var axis = RouteMap.FirstDirection(route);
        var direction = random.Below(2);
        var patternDirection = random.Percent(73) ? direction : 1 - direction;
        var latitude = Fraction(ref random, from: 62_000_000_000_000, width: 37_000_000_000_000);
        var longitude = Fraction(ref random, from: 52_000_000_000_000, width: 32_000_000_000_000);
        var pattern = 900 + route * 36 + patternDirection * 18 + random.Below(18);
        var depot = random.Of("ACFKNPT57"u8);
        var run = random.Below(1000);
        var stop = StopNames.Pick(ref random);
        var operatorId = 900 + random.Below(50_000);

        if (!Utf8.TryWrite(
            output.GetSpan(BusSize),
            CultureInfo.InvariantCulture,
            $"        \t<bus>\r\n" +
            $"        \t\t<id>{id}</id>\r\n" +
            $"        \t\t<route>{(isOffRoute ? "OR" : RouteMap.Names[route])}</route>\r\n" +
            $"        \t\t{(isOffRoute ? "<actualRoute>" : "")}" +
            $"{(isOffRoute ? RouteMap.Names[route] : "")}{(isOffRoute ? "</actualRoute>" : "")}\r\n" +
            $"        \t\t<color>{(isOffRoute ? "#FFFFFF" : RouteMap.Colors[route])}</color>\r\n" +
            $"        \t\t<revenue>true</revenue>\r\n" +
            $"        \t\t<direction>{RouteMap.Directions[axis + direction]}</direction>\r\n" +
            $"        \t\t<latitude>41.{latitude:D15}</latitude>\r\n" +
            $"            \t<longitude>-87.{longitude:D15}</longitude>\r\n" +
            $"            \t<pattern>{pattern}</pattern>\r\n" +
            $"            \t<patternDirection>{RouteMap.Directions[axis + patternDirection]}</patternDirection>\r\n" +
            $"\t\t\t\t<run>{(char)depot}{run:D3}</run>\r\n" +
            $"\t            <finalStop><![CDATA[{stop}]]></finalStop>\r\n" +
            $"\t            <operator>{operatorId}</operator>  \r\n" +
            $"            </bus>\r\n",
            out var length))
        {
            throw new InvalidOperationException("A bus is longer than the buffer for it.");
        }

        output.Advance(length);
    }

    /// <summary>Makes the 15 digits after a decimal point, the last of which is not 0: with the two before it, 17 that count.</summary>
    private static ulong Fraction(ref SplitMix64 random, ulong from, ulong width) =>
        (from + random.Below(width)) * 10 + 1 + random.Below(9UL);
}
