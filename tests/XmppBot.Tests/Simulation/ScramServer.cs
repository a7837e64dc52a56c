using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XmppBot.Tests;

/// <summary>The server side of SCRAM (RFC 5802).</summary>
internal sealed class ScramServer(HashAlgorithmName hash, string password, string nonce = "server-nonce", int iterations = 4096)
{
    private static readonly byte[] Salt = "salt of the tests"u8.ToArray();
    private string firstBare = "";
    private string first = "";

    public string First(string clientFirst)
    {
        firstBare = clientFirst[3..];
        var clientNonce = firstBare[(firstBare.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        return first = $"r={clientNonce}{nonce},s={Convert.ToBase64String(Salt)},i={iterations.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Checks the proof.</summary>
    /// <returns>The server's proof; null if the client's is wrong.</returns>
    public string? Final(string clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        var message = Encoding.UTF8.GetBytes($"{firstBare},{first},{clientFinal[..proofAt]}");
        var length = hash == HashAlgorithmName.SHA1 ? 20 : hash == HashAlgorithmName.SHA256 ? 32 : 64;
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Salt, iterations, hash, length);
        var key = CryptographicOperations.HmacData(hash, salted, "Client Key"u8);
        var signature = CryptographicOperations.HmacData(hash, CryptographicOperations.HashData(hash, key), message);
        var proof = Convert.ToBase64String([.. key.Zip(signature, (a, b) => (byte)(a ^ b))]);
        if (proof != clientFinal[(proofAt + 3)..])
            return null;
        var serverKey = CryptographicOperations.HmacData(hash, salted, "Server Key"u8);
        return $"v={Convert.ToBase64String(CryptographicOperations.HmacData(hash, serverKey, message))}";
    }
}
