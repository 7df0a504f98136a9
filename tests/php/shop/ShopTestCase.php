<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Order\Rows;
use Ledgerbridge\Plugin;
use PHPUnit\Framework\TestCase;

/** A redirect that would end the request. */
final class Redirected extends \Exception
{
}

/** wp_die() would end the request. */
final class Died extends \Exception
{
}

/** A paired shop with an empty outbox, and a service that records. */
abstract class ShopTestCase extends TestCase
{
    protected const SHOP_ID = 'testshop';
    protected const SECRET = 'whsec_MaS8bJEyGrwMD3OGbbHo/WZ+U78YItiVRE19YdEHqz8=';

    protected function setUp(): void
    {
        wp_set_current_user(1);
        $this->clean();
        $this->pair();
        $this->service('/_say', []);
        $this->seen();
    }

    protected function tearDown(): void
    {
        $_POST = $_GET = $_REQUEST = [];
        remove_all_filters('pre_http_request');
    }

    protected function plugin(): Plugin
    {
        return ledgerbridge();
    }

    protected function pair(): void
    {
        $this->plugin()->connection->store(
            ['service_url' => (string) getenv('FAKE_SERVICE'), 'shop_id' => self::SHOP_ID, 'secret' => self::SECRET, 'key_id' => 0]
        );
    }

    private function clean(): void
    {
        global $wpdb;
        $this->plugin()->hooks->settle();
        $wpdb->query('TRUNCATE TABLE ' . Rows::table());
        foreach (['health', 'alarm', 'alarm_looked', 'pairing', 'pairing_now', 'swept', 'remove_data'] as $name) {
            delete_option("ledgerbridge_$name");
        }
    }

    /** An order of two mugs at 21 %, saved, paid when $status says so, and nothing of it sent or settled yet. */
    protected function order(string $status = 'processing'): \WC_Order
    {
        $order = wc_create_order();
        $line = new \WC_Order_Item_Product();
        $line->set_props(['name' => 'Mok wit', 'quantity' => 2, 'subtotal' => '16.446281', 'total' => '16.446281']);
        $line->set_taxes(['total' => [1 => '3.453719'], 'subtotal' => [1 => '3.453719']]);
        $order->add_item($line);
        $order->set_billing_email('klant@example.com');
        $order->set_billing_country('NL');
        $order->set_payment_method('bacs');
        $order->set_total('19.90');
        $order->save();
        $order->update_status($status);
        return $order;
    }

    /** The request is over. */
    protected function endRequest(): void
    {
        $this->plugin()->hooks->settle();
    }

    /** An order that was told to the service, its outbox row done. */
    protected function sentOrder(): \WC_Order
    {
        $order = $this->order();
        $this->endRequest();
        $this->plugin()->outbox->drain();
        $this->seen();
        return $order;
    }

    /** @return array<string, mixed> a status report as docs/contracts.md 5 */
    protected function report(int $orderId, int $version = 1, string $state = 'booked', array $more = []): array
    {
        $document = [
            'key' => "order-$orderId/invoice", 'kind' => 'sales_entry', 'credit' => false, 'state' => 'booked', 'number' => '700123',
            'url' => 'https://start.exactonline.nl/docs/x?Action=0', 'currency' => 'EUR', 'net' => '16.45', 'vat' => '3.45', 'gross' => '19.90',
            'difference' => '0.00', 'proved_at' => '2026-11-23T09:00:00+00:00',
        ];
        return $more + [
            'order_id' => $orderId, 'version' => $version, 'state' => $state, 'reason' => null, 'problem' => null,
            'documents' => [$document], 'total' => '19.90', 'difference' => '0.00', 'at' => '2026-11-23T09:00:00+00:00',
        ];
    }

    /** @return list<array<string, mixed>> what reached the service since the last look */
    protected function seen(string $path = ''): array
    {
        $seen = $this->service('/_seen');
        return array_values(array_filter($seen, static fn (array $one): bool => '' === $path || $one['path'] === $path));
    }

    /**
     * Plan the service's next answers.
     *
     * @param mixed $body
     */
    protected function say(string $path, int $status, $body = null, float $wait = 0, int $times = 1): void
    {
        $this->service('/_say', array_fill(0, $times, ['path' => $path, 'status' => $status, 'body' => $body, 'wait' => $wait]));
    }

    /** @param mixed $given */
    private function service(string $path, $given = null): array
    {
        $context = ['http' => ['method' => null === $given ? 'GET' : 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode($given), 'timeout' => 10]];
        return (array) json_decode((string) file_get_contents(getenv('FAKE_SERVICE') . $path, false, stream_context_create($context)), true);
    }

    /** @param array<string, mixed>|null $body */
    protected function rest(string $method, string $path, ?array $body = null, array $query = []): \WP_REST_Response
    {
        $request = new \WP_REST_Request($method, '/wc-ledgerbridge/v1' . $path);
        $request->set_query_params($query);
        if (null !== $body) {
            $request->set_header('content-type', 'application/json');
            $request->set_body((string) wp_json_encode($body));
        }
        return rest_do_request($request);
    }

    /** @return list<string> newest first */
    protected function notes(int $orderId): array
    {
        $notes = wc_get_order_notes(['order_id' => $orderId]);
        return array_values(array_filter(array_map(static fn ($note) => $note->content, $notes), static fn (string $text): bool => str_contains($text, 'Exact Online')));
    }

    /** What a piece of code prints. */
    protected function printed(callable $work): string
    {
        ob_start();
        try {
            $work();
        } finally {
            $html = (string) ob_get_clean();
        }
        return $html;
    }

    /** Where a request would send the browser. */
    protected function redirect(callable $work): string
    {
        $stop = static function ($to): void {
            throw new Redirected($to);
        };
        add_filter('wp_redirect', $stop);
        try {
            $work();
        } catch (Redirected $to) {
            return $to->getMessage();
        } finally {
            remove_filter('wp_redirect', $stop);
        }
        return '';
    }

    /** Does it end in wp_die()? */
    protected function dies(callable $work): bool
    {
        $handler = static fn () => static function ($message): void {
            throw new Died(is_wp_error($message) ? $message->get_error_message() : (string) $message);
        };
        add_filter('wp_die_handler', $handler);
        add_filter('wp_die_ajax_handler', $handler);
        try {
            $work();
        } catch (Died) {
            return true;
        } finally {
            remove_filter('wp_die_handler', $handler);
            remove_filter('wp_die_ajax_handler', $handler);
        }
        return false;
    }

    /** A user with a role, signed in. */
    protected function actAs(string $role): void
    {
        $name = "test_$role";
        $user = get_user_by('login', $name);
        $id = $user ? $user->ID : wp_insert_user(['user_login' => $name, 'user_pass' => wp_generate_password(), 'role' => $role]);
        wp_set_current_user($id);
    }
}
