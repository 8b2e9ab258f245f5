using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Hodl.Core.Runs;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Images: a row in the database, a PNG beside it.</content>
public sealed partial class RunStore
{
    /// <summary>The run's images, by name, step, inner iteration and role.</summary>
    public IReadOnlyList<StoredImage> Images(long id)
    {
        var images = database.Read(connection => connection
            .Query<(long Id, string Name, string Role, long Step, int Inner, int Height, int Width, int Channels, string Metrics, string Sha256)>(
                "select id, name, role, step, inner, height, width, channels, metrics, sha256 from images where run = @id order by name, step, inner, role", new { id })
            .Select(row => new StoredImage(row.Id, row.Name, row.Role, row.Step, row.Inner, row.Height, row.Width, row.Channels,
                JsonSerializer.Deserialize<Dictionary<string, double>>(row.Metrics, StoreJson.Options)!, row.Sha256)).ToList());
        return images.Exists(image => image.Sha256 == "") ? images.ConvertAll(image => Hashed(id, image)) : images;
    }

    /// <summary>The runs that have images, the latest first.</summary>
    public IReadOnlyList<long> WithImages() => database.Read<IReadOnlyList<long>>(connection =>
        connection.Query<long>("select distinct i.run from images i join runs r on r.id = i.run where r.deleted is null order by i.run desc").AsList());

    /// <summary>The PNG bytes of an image with their hash; null when there is none.</summary>
    public (byte[] Png, string Sha256)? ImageFile(long id, long image)
    {
        var hash = database.Read(connection =>
            connection.ExecuteScalar<string?>("select sha256 from images where id = @image and run = @id", new { id, image }));
        if (hash is null || _images.Find(id, image) is not { } file)
        {
            return null;
        }

        var png = File.ReadAllBytes(file);
        return (png, hash == "" ? Hash(png) : hash);
    }

    private static string Hash(byte[] png) => Convert.ToHexStringLower(SHA256.HashData(png));

    // A database of the first version has no hashes; each is computed once.
    private StoredImage Hashed(long run, StoredImage image)
    {
        if (image.Sha256 != "" || _images.Find(run, image.Id) is not { } file)
        {
            return image;
        }

        var hashed = image with { Sha256 = Hash(File.ReadAllBytes(file)) };
        database.Write(connection => connection.Execute("update images set sha256 = @Sha256 where id = @Id", new { hashed.Sha256, hashed.Id }));
        return hashed;
    }

    private List<long> InsertImage(SqliteConnection connection, long id, RunImage image, byte[] png)
    {
        // A resumed run shows its inputs and references again: the new one takes the old one's place under a new address.
        var replaced = connection.Query<long>(
            "delete from images where run = @id and name = @Name and role = @Role and step = @Step and inner = @Inner returning id",
            new { id, image.Name, image.Role, image.Step, image.Inner }).AsList();
        var added = connection.ExecuteScalar<long>(
            """
            insert into images (run, name, role, step, inner, height, width, channels, metrics, sha256)
            values (@id, @Name, @Role, @Step, @Inner, @Height, @Width, @Channels, @metrics, @hash) returning id
            """,
            new
            {
                id,
                image.Name,
                image.Role,
                image.Step,
                image.Inner,
                image.Height,
                image.Width,
                image.Channels,
                metrics = JsonSerializer.Serialize(image.Metrics, StoreJson.Options),
                hash = Hash(png),
            });
        _images.Write(id, added, png);
        return replaced;
    }
}
