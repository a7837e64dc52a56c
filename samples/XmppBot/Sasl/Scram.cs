using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XmppBot;

/// <summary>
/// Salted challenge and response (RFC 5802, RFC 7677, and SHA-512 by the same formulas): both sides prove that they know the password, and
/// neither tells it. Without channel binding.
/// </summary>
internal sealed class Scram(HashAlgorithmName hash, string user, string password, string nonce) : SaslMechanism
{
    /// <summary>Fewer iterations would let who listens guess passwords (RFC 5802, 5.1).</summary>
    public const int MinIterations = 4096;

    /// <summary>More would keep the client busy for the server's pleasure.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>The hash functions, the strongest first.</summary>
    public static readonly IReadOnlyList<HashAlgorithmName> Hashes =
        [HashAlgorithmName.SHA512, HashAlgorithmName.SHA256, HashAlgorithmName.SHA1];

    private const string Header = "n,,";

    private readonly string firstBare =
        $"n={SaslPrep.Of(user).Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    private byte[]? serverSignature;
    private bool isProven;

    public override string Name => NameOf(hash);

    public override bool ProvesServer => true;

    /// <summary>Returns the name of the mechanism with a hash function: "SCRAM-SHA-512" for SHA512.</summary>
    public static string NameOf(HashAlgorithmName hash) => $"SCRAM-SHA-{hash.Name!["SHA".Length..]}";

    public static string MakeNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public override string Begin() => Header + firstBare;

    public override string Respond(string challenge)
    {
        if (serverSignature is not null)
        {
            Verify(challenge);
            return "";
        }

        var fields = challenge.Split(',');
        if (fields.Length < 3
            || Field(fields[0], 'r') is not { } fullNonce
            || Field(fields[1], 's') is not { } saltText
            || Field(fields[2], 'i') is not { } iterationText)
            throw Broken("is not of the form r=…,s=…,i=…");
        if (!fullNonce.StartsWith(nonce, StringComparison.Ordinal) || fullNonce.Length == nonce.Length)
            throw Broken("does not continue the client's nonce");
        if (!int.TryParse(iterationText, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < MinIterations or > MaxIterations)
            throw Broken($"does not ask for {MinIterations} to {MaxIterations} iterations");

        var finalBare = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Header))},r={fullNonce}";
        var signed = Encoding.UTF8.GetBytes($"{firstBare},{challenge},{finalBare}");
        var length = CryptographicOperations.HashData(hash, []).Length;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(SaslPrep.Of(password)), Salt(saltText), iterations, hash, length);
        var proof = CryptographicOperations.HmacData(hash, salted, "Client Key"u8);
        var signature = CryptographicOperations.HmacData(hash, CryptographicOperations.HashData(hash, proof), signed);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= signature[i];

        serverSignature = CryptographicOperations.HmacData(hash, CryptographicOperations.HmacData(hash, salted, "Server Key"u8), signed);
        return $"{finalBare},p={Convert.ToBase64String(proof)}";
    }

    public override void End(string data)
    {
        if (!isProven)
            Verify(data);
    }

    private void Verify(string data)
    {
        var verifier = data.Split(',')[0];
        if (Field(verifier, 'e') is { } error)
            throw new SessionException(Failure.Authentication, $"the server refuses the account: {Printable.Quote(error)}");

        var claimed = new byte[SHA512.HashSizeInBytes];
        isProven = serverSignature is not null && !isProven && Field(verifier, 'v') is { } text &&
            Convert.TryFromBase64String(text, claimed, out var length) &&
            CryptographicOperations.FixedTimeEquals(claimed.AsSpan(0, length), serverSignature);
        if (!isProven)
            throw new SessionException(Failure.Authentication, "the server does not prove that it knows the account");
    }

    private static string? Field(string field, char name) => field.Length > 1 && field[0] == name && field[1] == '=' ? field[2..] : null;

    private static byte[] Salt(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Broken("has a salt that is no base64");
        }
    }

    private static SessionException Broken(string what) => new(Failure.Protocol, $"the server's SCRAM challenge {what}");
}
