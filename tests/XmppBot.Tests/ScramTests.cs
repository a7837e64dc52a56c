using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XmppBot.Tests;

/// <summary>SCRAM and SASLprep, by the examples of their standards.</summary>
public sealed class ScramTests
{
    [Theory]
    [InlineData("SHA1", "fyko+d2lbbFgONRv9qkxdawL", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData("SHA256", "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("SHA512", "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
        "p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
        "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw==")]
    public void Exchange_ExampleOfStandard_IsReproduced(
        string hash, string nonce, string first, string challenge, string final, string signature)
    {
        var scram = new Scram(new(hash), "user", "pencil", nonce);
        Assert.Equal(first, scram.Begin());
        Assert.Equal(final, scram.Respond(challenge));
        scram.End(signature);
    }

    /// <summary>The formulas of RFC 5802, section 3, each step written out; only the hash functions are the platform's.</summary>
    [Theory]
    [InlineData("SHA1", "SCRAM-SHA-1", 4096)]
    [InlineData("SHA256", "SCRAM-SHA-256", 4096)]
    [InlineData("SHA512", "SCRAM-SHA-512", 4096)]
    [InlineData("SHA512", "SCRAM-SHA-512", 10_000)]
    public void Exchange_EachHash_FollowsTheFormulas(string name, string mechanism, int iterations)
    {
        var hash = new HashAlgorithmName(name);
        var random = new Random(iterations);
        for (var i = 0; i < 2; i++)
        {
            var salt = new byte[1 + random.Next(100)];
            random.NextBytes(salt);
            var password = new string([.. Enumerable.Range(0, 1 + random.Next(200)).Select(_ => (char)random.Next('!', '~'))]);
            var scram = new Scram(hash, "user", password, "client");
            Assert.Equal(mechanism, scram.Name);
            Assert.Equal("n,,n=user,r=client", scram.Begin());

            var challenge = string.Create(CultureInfo.InvariantCulture, $"r=clientserver,s={Convert.ToBase64String(salt)},i={iterations}");
            var message = Bytes($"n=user,r=client,{challenge},c=biws,r=clientserver");
            var salted = Hi(password, salt);
            var clientKey = Hmac(salted, Bytes("Client Key"));
            var proof = Xor(clientKey, Hmac(CryptographicOperations.HashData(hash, clientKey), message));
            Assert.Equal($"c=biws,r=clientserver,p={Convert.ToBase64String(proof)}", scram.Respond(challenge));

            var signature = Hmac(Hmac(salted, Bytes("Server Key")), message);
            scram.End($"v={Convert.ToBase64String(signature)}");
            Assert.Throws<SessionException>(() => scram.Respond($"v={Convert.ToBase64String(proof)}"));
        }

        byte[] Hi(string text, byte[] salt)
        {
            var u = Hmac(Bytes(text), [.. salt, 0, 0, 0, 1]);
            var result = u;
            for (var i = 1; i < iterations; i++)
                result = Xor(result, u = Hmac(Bytes(text), u));
            return result;
        }

        byte[] Hmac(byte[] key, byte[] data) => CryptographicOperations.HmacData(hash, key, data);

        static byte[] Xor(byte[] a, byte[] b)
        {
            var result = new byte[a.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = (byte)(a[i] ^ b[i]);
            return result;
        }

        static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=")]
    [InlineData("v=rmF9pqV8S7suAoZWja4dJRkFsKA=")]
    [InlineData("v=????")]
    [InlineData("e=other-error")]
    public void End_WrongSignature_IsRefused(string data)
    {
        var scram = new Scram(HashAlgorithmName.SHA1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
        scram.Begin();
        scram.Respond("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        Assert.Equal(Failure.Authentication, Assert.Throws<SessionException>(() => scram.End(data)).Kind);
    }

    [Fact]
    public void End_WithoutAChallenge_IsRefused() =>
        Assert.Throws<SessionException>(
            () => new Scram(HashAlgorithmName.SHA1, "user", "pencil", "abc").End("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));

    [Theory]
    [InlineData("")]
    [InlineData("r=abcd,s=QSXCR+Q6sek8bf92")]
    [InlineData("m=ext,r=abcd,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=abc,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=xyz,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("r=abcd,s=QSXCR+Q6sek8bf92,i=4095")]
    [InlineData("r=abcd,s=QSXCR+Q6sek8bf92,i=1000001")]
    [InlineData("r=abcd,s=QSXCR+Q6sek8bf92,i=-4096")]
    [InlineData("r=abcd,s=?,i=4096")]
    public void Respond_BrokenChallenge_IsRefused(string challenge) =>
        Assert.Equal(
            Failure.Protocol,
            Assert.Throws<SessionException>(() => new Scram(HashAlgorithmName.SHA1, "user", "pencil", "abc").Respond(challenge)).Kind);

    [Fact]
    public void Begin_CommaAndEqualsInTheName_AreEscaped() =>
        Assert.Equal("n,,n=a=2Cb=3Dc,r=abc", new Scram(HashAlgorithmName.SHA1, "a,b=c", "pencil", "abc").Begin());

    [Theory]
    [InlineData("user", "user")]
    [InlineData("Passw0rd with blanks", "Passw0rd with blanks")]
    [InlineData("caf\u00E9", "caf\u00E9")]
    public void SaslPrep_AllowedText_IsPrepared(string text, string prepared) => Assert.Equal(prepared, SaslPrep.Of(text));

    [Theory]
    [InlineData("\u0007")]
    [InlineData("a\u0000b")]
    [InlineData("\uE000")]
    public void SaslPrep_ProhibitedText_IsRefused(string text) => Assert.Throws<SessionException>(() => SaslPrep.Of(text));

    /// <summary>Where the platform cannot normalize, text that would change is refused rather than sent unchanged.</summary>
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    public void SaslPrep_MappedText_IsMappedOrRefused(string text, string prepared)
    {
        try
        {
            Assert.Equal(prepared, SaslPrep.Of(text));
        }
        catch (SessionException error)
        {
            Assert.Contains("Unicode", error.Message, StringComparison.Ordinal);
        }
    }
}
